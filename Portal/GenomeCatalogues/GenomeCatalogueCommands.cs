using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Jobs.GenomeCatalogues;
using Portal.Jobs.Runs;

namespace Portal.GenomeCatalogues;

/// <summary>What people and programs start about catalogues; pages, API and command line call the same methods.</summary>
public sealed class GenomeCatalogueCommands(RunQueue queue, ResultsRoot root, Permissions permissions)
{
    /// <summary>Looks at everything and writes nothing anybody sees.</summary>
    /// <exception cref="RuleException">A parameter is wrong, or the folder is not there.</exception>
    public Task<SubmittedRun> ScanAsync(CatalogueWish wish, Actor by, CancellationToken cancellationToken) =>
        SubmitAsync(wish, CatalogueScanWorkflow.WorkflowName, r => r with { RequestKey = $"catalogue-scan:{Fingerprint(wish)}" }, by, cancellationToken);

    /// <summary>Imports, or returns the import of this release that is under way. At most one of a series runs at a time.</summary>
    /// <exception cref="RuleException">A parameter is wrong, or the folder is not there.</exception>
    public Task<SubmittedRun> ImportAsync(CatalogueWish wish, Actor by, CancellationToken cancellationToken) =>
        SubmitAsync(wish, CatalogueImportWorkflow.WorkflowName, r => r with
        {
            RequestKey = $"catalogue-import:{Fingerprint(wish)}",
            ExclusiveKey = CatalogueSeries.ExclusiveKeyOf(wish.Normalised().CatalogueBiomeLabel!, CatalogueTypes.Parse(wish.CatalogueType)!.Value),
        }, by, cancellationToken);

    private async Task<SubmittedRun> SubmitAsync(CatalogueWish wish, string workflow, Func<RunRequest, RunRequest> keyed, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "import a catalogue", cancellationToken);
        var normal = wish.Normalised();
        if (normal.Problems() is { Count: > 0 } problems)
        {
            throw new RuleException("parameters-wrong", string.Join(' ', problems.Values), 422, problems);
        }

        root.Folder(Path.Combine(root.Folder(normal.ResultsDirectory), normal.CatalogueDirectory!));
        return await queue.SubmitAsync(keyed(new RunRequest
        {
            Workflow = workflow,
            SubjectKey = CatalogueRelease.KeyOf(normal.Slug),
            Subject = $"{normal.ReleaseName} · {normal.CatalogueType}",
            SubjectUrl = $"/genome-catalogues/{normal.Slug}",
            Scope = Scopes.Drafts, // its lines and report tell what is not public yet
            Parameters = RunParameters.Write(new CatalogueParameters { Wish = wish }),
        }), by, alongside: null, cancellationToken);
    }

    // Two wishes that differ in anything are two.
    private static string Fingerprint(CatalogueWish wish) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(RunParameters.Write(wish.Normalised()))))[..32];
}
