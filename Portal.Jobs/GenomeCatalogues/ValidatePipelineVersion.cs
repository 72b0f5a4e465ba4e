using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Results of pipelines 1 to 3 are understood.</summary>
public sealed class ValidatePipelineVersion : IStep
{
    public string Name => "validate-pipeline-version";

    public string Title => "Validate pipeline version";

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var version = context.Parameters<CatalogueParameters>().Wish.PipelineVersion.Trim();
        return PipelineVersion.Major(version) is { } major ? Task.FromResult(StepResult.Done($"pipeline {major}"))
            : throw new StepFailedException($"“{version}” is no pipeline version the portal understands. It is v1, v2 or v3, with or without more: v2.0, v3.0.0-dev.");
    }
}
