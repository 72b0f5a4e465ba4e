using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What the steps of a scan and of an import share: the task as far as it is known, and the folder it is about.</summary>
public sealed class CatalogueWork(IDbContextFactory<PortalDbContext> contexts, ResultsRoot root, IOptions<GenomeCatalogueOptions> options)
{
    private const string TaskKey = "catalogue-task";

    public static async Task<CatalogueTask> TaskAsync(StepContext context, CancellationToken cancellationToken) =>
        await context.LoadAsync<CatalogueTask>(TaskKey, cancellationToken) ?? throw new InvalidOperationException("The steps before left no task.");

    public static Task SaveAsync(StepContext context, CatalogueTask task, CancellationToken cancellationToken) => context.SaveAsync(TaskKey, task, cancellationToken);

    /// <summary>The wish as it can be read from its words and the folder alone.</summary>
    public CatalogueTask Parse(CatalogueWish wish)
    {
        wish = wish.Normalised();
        if (wish.Problems() is { Count: > 0 } problems)
        {
            throw new StepFailedException(string.Join(' ', problems.Values));
        }

        try
        {
            var results = root.Folder(wish.ResultsDirectory);
            var folder = root.Folder(Path.Combine(results, wish.CatalogueDirectory!));
            return new CatalogueTask { Wish = wish, Type = CatalogueTypes.Parse(wish.CatalogueType)!.Value, Folder = folder, FilesDirectory = root.Shown(folder) };
        }
        catch (RuleException e)
        {
            throw new StepFailedException(e.Message, cause: e);
        }
    }

    internal ResultsFolder Folder(CatalogueTask task) => new(task.Folder, root.Path, options.Value);

    internal async Task<HashSet<string>> BiomesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Biome>().Select(b => b.Path).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
    }
}
