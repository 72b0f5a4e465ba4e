using System.Text;
using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Creates or updates one genomic file. The service does not keep external ids apart, so it is asked before every POST.</summary>
internal sealed class FileWriter(DataServiceClient client, StepContext context)
{
    public async Task<WriteAnswer> WriteAsync(GwoLedgerEntry entry, CancellationToken cancellationToken) =>
        entry.Action == PlanAction.Create
            ? await CreateAsync(entry, cancellationToken)
            : await PatchAsync(entry.KfId!, entry.Body!, entry, cancellationToken);

    private async Task<WriteAnswer> CreateAsync(GwoLedgerEntry entry, CancellationToken cancellationToken)
    {
        var what = $"creating the genomic file of row {entry.Row}, {entry.ExternalId}";
        for (var attempt = 1; ; attempt++)
        {
            var registered = await FindAsync(entry.ExternalId, cancellationToken);
            if (registered.Count > 0)
            {
                return await TakeAsync(registered, entry, cancellationToken);
            }

            await client.AdmittedAsync(cancellationToken);
            await context.GuardAsync(client.CallTimeout, cancellationToken);
            try
            {
                var answer = await client.PostAsync(DataServiceClient.Files, Encoding.UTF8.GetBytes(entry.Body!), what, cancellationToken);
                if (!answer.IsAccepted || answer.KfId is not null)
                {
                    return answer;
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

    // Somebody registered it since the plan was made, or this run did and was interrupted: bring it to what the plan wants, no more.
    private async Task<WriteAnswer> TakeAsync(IReadOnlyList<ServiceFile> registered, GwoLedgerEntry entry, CancellationToken cancellationToken)
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

        var (changes, body) = FileBodies.Difference(entry.Body!, entry.ExternalId, file);
        return changes == 0 ? new WriteAnswer(200, file.KfId, "registered already") : await PatchAsync(file.KfId, body, entry, cancellationToken);
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
