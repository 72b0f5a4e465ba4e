using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Removes one record a load created, unless somebody has changed it since or hung something on it.</summary>
internal sealed class Remover(DataServiceClient client, StepContext context, IReadOnlySet<string> experimentLinksMade)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _experimentsHeld = new(StringComparer.Ordinal);

    public async Task<(LedgerRemoval Removal, string? Note)> RemoveAsync(GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var collection = WrittenRecords.CollectionOf(entry.Entity);
        var found = await client.FindAsync<ServiceRecord>(collection, entry.KfId!, cancellationToken);
        if (found is null)
        {
            return (LedgerRemoval.Removed, "was gone already");
        }

        if (found.ExternalId != entry.ExternalId || (entry.ModifiedAt is { } written && found.ModifiedAt is { } modified && modified > written))
        {
            return (LedgerRemoval.Left, $"{entry.KfId} was changed since by somebody else{(found.ModifiedAt is { } at ? $", on {at:yyyy-MM-dd HH:mm} UTC" : "")}");
        }

        if (await ObstacleAsync(entry, cancellationToken) is { } obstacle)
        {
            return (LedgerRemoval.Left, obstacle);
        }

        var answer = await client.DeleteAsync(collection, entry.KfId!, token => context.GuardAsync(client.CallTimeout, token), cancellationToken);
        return answer.IsAccepted || answer.Status == 404 ? (LedgerRemoval.Removed, null) : (LedgerRemoval.Left, $"the Data Service refused to remove {entry.KfId}: {answer.Message}");
    }

    private async Task<string?> ObstacleAsync(GwoLedgerEntry entry, CancellationToken cancellationToken) => entry.Entity switch
    {
        // The service removes an experiment together with its last link.
        PlanEntity.ExperimentLink => await _experimentsHeld.GetOrAdd(entry.LinkedId!, id => new Lazy<Task<bool>>(() => IsHeldAsync(id, cancellationToken))).Value ? null
            : $"{entry.LinkedId} has no other links, and the Data Service would remove it with this one",
        PlanEntity.GenomicFile => await LinkOfAsync(entry.KfId!, cancellationToken) is { } link ? $"{link} still links {entry.KfId}, and was not made by this load or was changed since" : null,
        _ => null,
    };

    private async Task<bool> IsHeldAsync(string experimentId, CancellationToken cancellationToken)
    {
        await foreach (var link in client.ListAsync<ServiceRecord>(DataServiceClient.ExperimentLinks, [("sequencing_experiment_id", experimentId)], cancellationToken: cancellationToken))
        {
            if (!experimentLinksMade.Contains(link.KfId))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<string?> LinkOfAsync(string fileId, CancellationToken cancellationToken)
    {
        foreach (var collection in new[] { DataServiceClient.ExperimentLinks, DataServiceClient.BiospecimenLinks })
        {
            await foreach (var link in client.ListAsync<ServiceRecord>(collection, [("genomic_file_id", fileId)], cancellationToken: cancellationToken))
            {
                return link.KfId;
            }
        }

        return null;
    }
}
