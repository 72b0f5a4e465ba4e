using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Counts what was written against what was to be, and lets it take its place: series, release, identities and rows at once.</summary>
public sealed class ValidateImport(CatalogueSwap swap) : IStep
{
    public string Name => "validate-import";

    public string Title => "Validate import";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var found = await context.LoadAsync<CatalogueFilesFound>(UploadCatalogueFiles.ContentsKey, cancellationToken) ?? throw new InvalidOperationException("The step before left no files.");
        var expected = await context.LoadAsync<GenomesExpected>(ProcessGenomes.ExpectedKey, cancellationToken) ?? throw new InvalidOperationException("The steps before did not say how many genomes there are.");
        if (!await swap.IsDoneAsync(context.RunId, cancellationToken))
        {
            await context.GuardAsync(TimeSpan.FromSeconds(30), cancellationToken);
            await swap.RunAsync(context.RunId, context.RequestedBy, task, found, expected.Count, cancellationToken);
        }

        context.Note($"{task.Wish.ReleaseName} is ready to publish");
        return StepResult.Done($"{Words.Count(expected.Count, "genome")}, ready to publish");
    }
}
