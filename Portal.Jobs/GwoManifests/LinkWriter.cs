using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Creates or updates one link. The service keeps pairs apart and says so, which makes a link that is there already no failure.</summary>
internal sealed class LinkWriter(DataServiceClient client, StepContext context)
{
    public static string CollectionOf(PlanEntity entity) => entity switch
    {
        PlanEntity.BiospecimenLink => DataServiceClient.BiospecimenLinks,
        PlanEntity.ExperimentLink => DataServiceClient.ExperimentLinks,
        _ => throw new InvalidOperationException($"{entity} is no link."),
    };

    /// <param name="askFirst">An earlier attempt may have sent it without hearing the answer.</param>
    public async Task<WriteAnswer> WriteAsync(GwoLedgerEntry entry, string fileId, bool askFirst, CancellationToken cancellationToken)
    {
        if (entry.Action != PlanAction.Create)
        {
            return await PatchAsync(entry.KfId!, entry, cancellationToken);
        }

        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [FieldOf(entry.Entity)] = entry.LinkedId!,
            ["genomic_file_id"] = fileId,
            ["external_id"] = entry.ExternalId,
            ["visible"] = true,
        };
        foreach (var (name, value) in entry.Body is null ? [] : JsonSerializer.Deserialize<Dictionary<string, object>>(entry.Body)!)
        {
            fields[name] = value; // what the manifest's layout says of the link
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(fields);
        var what = $"linking {fileId} to {entry.LinkedId} for row {entry.Row}";
        for (var attempt = 1; ; attempt++)
        {
            if ((attempt > 1 || askFirst) && await FindAsync(entry, fileId, cancellationToken) is { } existing)
            {
                return await TakeAsync(existing, entry, cancellationToken);
            }

            await client.AdmittedAsync(cancellationToken);
            await context.GuardAsync(client.CallTimeout, cancellationToken);
            try
            {
                var answer = await client.PostAsync(CollectionOf(entry.Entity), body, what, cancellationToken);
                if (answer.SaysAlreadyExists && await FindAsync(entry, fileId, cancellationToken) is { } other)
                {
                    return await TakeAsync(other, entry, cancellationToken);
                }

                return answer;
            }
            catch (AmbiguousWriteException e) when (attempt <= client.Retries)
            {
                context.Warn($"{e.Message}; asking what became of it");
                await client.PauseAsync(attempt, cancellationToken);
            }
            catch (AmbiguousWriteException e)
            {
                throw new StepFailedException($"{e.Message.TrimEnd('.')}.", e.InnerException?.Message, e);
            }
        }
    }

    private async Task<WriteAnswer> TakeAsync(ServiceRecord existing, GwoLedgerEntry entry, CancellationToken cancellationToken) =>
        existing.ExternalId == entry.ExternalId
            ? new WriteAnswer(200, existing.KfId, "linked already")
            : await PatchAsync(existing.KfId, entry, cancellationToken);

    private async Task<WriteAnswer> PatchAsync(string kfId, GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["external_id"] = entry.ExternalId });
        var answer = await client.PatchAsync(CollectionOf(entry.Entity), kfId, body, $"updating {kfId} for row {entry.Row}",
            token => context.GuardAsync(client.CallTimeout, token), cancellationToken);
        return answer with { KfId = kfId };
    }

    private async Task<ServiceRecord?> FindAsync(GwoLedgerEntry entry, string fileId, CancellationToken cancellationToken)
    {
        (string, string)[] pair = [(FieldOf(entry.Entity), entry.LinkedId!), ("genomic_file_id", fileId)];
        await foreach (var link in client.ListAsync<ServiceRecord>(CollectionOf(entry.Entity), pair, cancellationToken: cancellationToken))
        {
            return link;
        }

        return null;
    }

    private static string FieldOf(PlanEntity entity) => entity == PlanEntity.BiospecimenLink ? "biospecimen_id" : "sequencing_experiment_id";
}
