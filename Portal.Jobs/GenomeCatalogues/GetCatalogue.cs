using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Finds the series and the release this is about, and refuses what may not be written. Nothing is made yet.</summary>
public sealed class GetCatalogue(IDbContextFactory<PortalDbContext> contexts) : IStep
{
    public string Name => "get-catalogue";

    public string Title => "Get catalogue";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var place = await CataloguePlace.FindAsync(db, task, cancellationToken);
        var former = place.Release is { Generation: not null } ? place.Release : place.Last;
        if (task.Wish.UpdateMetadataOnly && former is null)
        {
            throw new StepFailedException($"There is no release of “{task.Wish.CatalogueBiomeLabel}” ({task.Type.Word()}) whose metadata could be updated. Import the catalogue whole first.");
        }

        await CatalogueWork.SaveAsync(context, task with { ReleaseId = place.Release?.Id, Former = former?.Generation, FormerName = former?.Name, FormerFilesDirectory = former?.FilesDirectory }, cancellationToken);
        return StepResult.Done(place.Release is not null ? $"{place.Release.Name}, {place.Release.Status.Word()}" : place.Series is not null ? "a new release of its series" : "a new series");
    }
}
