using System.Text;
using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Creates or updates one link. The service keeps pairs apart and says so, which makes a link that is there already no failure.</summary>
internal sealed class LinkWriter(DataServiceClient client, StepContext context, LoadOptions options)
{
    public static string CollectionOf(PlanEntity entity) => entity switch
    {
        PlanEntity.BiospecimenLink => DataServiceClient.BiospecimenLinks,
        PlanEntity.ExperimentLink => DataServiceClient.ExperimentLinks,
        _ => throw new InvalidOperationException($"{entity} is no link."),
    };

    /// <summary>The body of a new link: what the rows say of the file's visibility holds for its links too, before the load's options.</summary>
    public static string Body(GwoLedgerEntry entry, GwoLedgerEntry file, LoadOptions options)
    {
        var own = JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [FieldOf(entry.Entity)] = entry.LinkedId!,
            ["genomic_file_id"] = file.KfId!,
            ["external_id"] = entry.ExternalId,
        });
        return JsonBody.WithOptions(JsonBody.WithOptions(own, JsonBody.VisibilityOf(entry.Body ?? file.Body)), options.OfEveryRecord());
    }

    /// <param name="sentSince">When an earlier attempt may have sent it without hearing the answer.</param>
    public async Task<WriteAnswer> WriteAsync(GwoLedgerEntry entry, GwoLedgerEntry file, DateTimeOffset? sentSince, CancellationToken cancellationToken)
    {
        var fileId = file.KfId!;
        if (entry.Action != PlanAction.Create)
        {
            return await PatchAsync(entry.KfId!, entry, cancellationToken);
        }

        var body = Encoding.UTF8.GetBytes(Body(entry, file, options));
        var what = $"linking {fileId} to {entry.LinkedId} for row {entry.Row}";
        for (var attempt = 1; ; attempt++)
        {
            if (sentSince is not null && await FindAsync(entry, fileId, cancellationToken) is { } existing)
            {
                return await TakeAsync(existing, entry, sentSince, cancellationToken);
            }

            await client.AdmittedAsync(cancellationToken);
            await context.GuardAsync(client.CallTimeout, cancellationToken);
            try
            {
                var answer = await client.PostAsync(CollectionOf(entry.Entity), body, what, cancellationToken);
                if (answer.SaysAlreadyExists && await FindAsync(entry, fileId, cancellationToken) is { } other)
                {
                    return await TakeAsync(other, entry, sentSince, cancellationToken);
                }

                return answer with { Made = answer.IsAccepted };
            }
            catch (AmbiguousWriteException e) when (attempt <= client.Retries)
            {
                context.Warn($"{e.Message}; asking what became of it");
                sentSince ??= entry.At;
                await client.PauseAsync(attempt, cancellationToken);
            }
            catch (AmbiguousWriteException e)
            {
                throw new StepFailedException($"{e.Message.TrimEnd('.')}.", e.InnerException?.Message, e);
            }
        }
    }

    // Somebody linked it since the plan was made, or this run did: an external id that somebody gave it stays.
    private async Task<WriteAnswer> TakeAsync(ServiceRecord existing, GwoLedgerEntry entry, DateTimeOffset? sentSince, CancellationToken cancellationToken)
    {
        if (existing.ExternalId == entry.ExternalId)
        {
            var made = existing.MadeBy(sentSince);
            return new WriteAnswer(200, existing.KfId, made ? "created by the request whose answer was lost" : "linked already") { Made = made, ModifiedAt = existing.ModifiedAt };
        }

        if (WantedFile.IsContradiction(existing.ExternalId))
        {
            entry.Left = RunParameters.Write(new[] { new FieldChange("external_id", existing.ExternalId, entry.ExternalId) });
            return new WriteAnswer(200, existing.KfId, "linked already, under another external id") { ModifiedAt = existing.ModifiedAt };
        }

        return await PatchAsync(existing.KfId, entry, cancellationToken);
    }

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
