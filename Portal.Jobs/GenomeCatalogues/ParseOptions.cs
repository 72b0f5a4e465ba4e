using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Puts defaults in place and finds the folder.</summary>
public sealed class ParseOptions(CatalogueWork work) : IStep
{
    public string Name => "parse-options";

    public string Title => "Parse options";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = work.Parse(context.Parameters<CatalogueParameters>().Wish);
        context.Note($"{task.Wish.ReleaseName}, label “{task.Wish.CatalogueBiomeLabel}”, at the address {task.Wish.Slug}");
        context.Note($"Genomes are read from {task.FilesDirectory}");
        await CatalogueWork.SaveAsync(context, task, cancellationToken);
        return StepResult.Done(task.Wish.Slug);
    }
}
