using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The catalogue's summary and its tree; the tree is kept, so that its page does not need the folder. A metadata update keeps what its folder does not bring.</summary>
public sealed class UploadCatalogueFiles(CatalogueWork work, Generations generations, IDbContextFactory<PortalDbContext> contexts, IFileStore files) : IStep
{
    internal const string ContentsKey = "catalogue-files";

    public string Name => "upload-catalogue-files";

    public string Title => "Upload catalogue files";

    public static string TreeKey(Guid generation) => $"genome-catalogues/{generation}/{ResultsFolder.Tree}";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var folder = work.Folder(task);
        void Tell(GenomeProblem problem) => context.Warn($"{problem.Rule.Code}: {problem.Path}: {problem.Message}");
        var former = task.Wish.UpdateMetadataOnly ? await FormerAsync(task.Former, cancellationToken) : null;
        var summary = CatalogueFiles.Summary(folder, Tell) ?? former?.OtherStats ?? "{}";
        var tree = CatalogueFiles.Tree(folder, Tell);
        var downloads = tree is null ? former?.Downloads ?? "[]" : JsonSerializer.Serialize(new[] { CatalogueFiles.TreeDownload(tree.Length) });
        await generations.BeginAsync(context.RunId, cancellationToken);
        if (tree is not null)
        {
            await files.WriteAsync(TreeKey(context.RunId), (stream, token) => stream.WriteAsync(tree, token).AsTask(), cancellationToken);
        }
        else if (downloads != "[]")
        {
            await using var kept = await FormerTreeAsync(former!, cancellationToken);
            await files.WriteAsync(TreeKey(context.RunId), kept.CopyToAsync, cancellationToken);
        }

        await context.SaveAsync(ContentsKey, new CatalogueFilesFound(summary, downloads), cancellationToken);
        return StepResult.Done(downloads == "[]" ? "no tree" : tree is null ? $"as in {task.FormerName}" : "summary and tree");
    }

    private async Task<Stream> FormerTreeAsync(CatalogueRelease former, CancellationToken cancellationToken)
    {
        try
        {
            return await files.OpenAsync(TreeKey(former.Generation!.Value), cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new StepFailedException($"The tree of {former.Name} is no longer in the portal’s file store. Put a {ResultsFolder.Tree} into the folder, or have the store restored; then retry.", cause: e);
        }
    }

    private async Task<CatalogueRelease?> FormerAsync(Guid? generation, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<CatalogueRelease>().AsNoTracking().SingleOrDefaultAsync(r => r.Generation == generation, cancellationToken)
            ?? throw new StepFailedException(CatalogueSwap.FormerGone);
    }
}

/// <summary>Both are JSON.</summary>
public sealed record CatalogueFilesFound(string OtherStats, string Downloads);
