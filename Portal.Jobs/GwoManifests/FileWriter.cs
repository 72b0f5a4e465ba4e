using System.Text;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Creates or updates one genomic file. The service does not keep external ids apart, so it is asked before every POST.</summary>
internal sealed class FileWriter(DataServiceClient client, StepContext context, LoadOptions options)
{
    /// <param name="sentSince">When an earlier attempt may have sent it without hearing the answer.</param>
    public async Task<WriteAnswer> WriteAsync(GwoLedgerEntry entry, DateTimeOffset? sentSince, CancellationToken cancellationToken) =>
        entry.Action == PlanAction.Create
            ? await CreateAsync(entry, sentSince, cancellationToken)
            : await PatchAsync(entry.KfId!, entry.Body!, entry, cancellationToken);

    private async Task<WriteAnswer> CreateAsync(GwoLedgerEntry entry, DateTimeOffset? sentSince, CancellationToken cancellationToken)
    {
        var what = $"creating the genomic file of row {entry.Row}, {entry.ExternalId}";
        var body = Encoding.UTF8.GetBytes(JsonBody.WithOptions(entry.Body, options.OfFile()));
        for (var attempt = 1; ; attempt++)
        {
            var registered = await FindAsync(entry.ExternalId, cancellationToken);
            if (registered.Count > 0)
            {
                return await TakeAsync(registered, entry, sentSince, cancellationToken);
            }

            await client.AdmittedAsync(cancellationToken);
            await context.GuardAsync(client.CallTimeout, cancellationToken);
            sentSince ??= entry.At;
            try
            {
                var answer = await client.PostAsync(DataServiceClient.Files, body, what, cancellationToken);
                if (!answer.IsAccepted || answer.KfId is not null)
                {
                    return answer with { Made = answer.IsAccepted };
                }
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

    // Somebody registered it since the plan was made, or this run did and was interrupted: add what is missing, replace nothing.
    private async Task<WriteAnswer> TakeAsync(IReadOnlyList<ServiceFile> registered, GwoLedgerEntry entry, DateTimeOffset? sentSince, CancellationToken cancellationToken)
    {
        if (registered.Count > 1)
        {
            return new WriteAnswer(409, null, $"{registered.Count} files are registered under this path by now: {string.Join(", ", registered.Select(f => f.KfId))}");
        }

        var file = registered[0];
        if (file.IsHarmonized != true)
        {
            return new WriteAnswer(409, null, $"{file.KfId} is registered under this path as an un-harmonized file by now; a source is not turned into an output");
        }

        var (changes, body, left) = FileDifference.Of(entry.Body!, entry.ExternalId, file);
        entry.Left = left.Count == 0 ? null : RunParameters.Write(left);
        if (changes > 0)
        {
            return await PatchAsync(file.KfId, body, entry, cancellationToken);
        }

        var made = left.Count == 0 && file.MadeBy(sentSince);
        return new WriteAnswer(200, file.KfId, made ? "created by the request whose answer was lost" : "registered already") { Made = made, ModifiedAt = file.ModifiedAt };
    }

    private async Task<WriteAnswer> PatchAsync(string kfId, string body, GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var answer = await client.PatchAsync(DataServiceClient.Files, kfId, Encoding.UTF8.GetBytes(body), $"updating {kfId} for row {entry.Row}",
            token => context.GuardAsync(client.CallTimeout, token), cancellationToken);
        return answer with { KfId = kfId };
    }

    private async Task<IReadOnlyList<ServiceFile>> FindAsync(string path, CancellationToken cancellationToken)
    {
        var found = new List<ServiceFile>();
        await foreach (var file in client.ListAsync<ServiceFile>(DataServiceClient.Files, [("external_id", path)], cancellationToken: cancellationToken))
        {
            found.Add(file);
        }

        return found;
    }
}
