using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>One file with its links: intent, calls, outcome.</summary>
internal sealed class FileLoader(DataServiceClient client, ApplyLedger ledger, StepContext context, TimeProvider clock, LoadOptions options)
{
    private readonly FileWriter _files = new(client, context, options);
    private readonly LinkWriter _links = new(client, context, options);

    /// <returns>The first entry the service refused, or null.</returns>
    public async Task<GwoLedgerEntry?> LoadAsync(IReadOnlyList<GwoLedgerEntry> entries, CancellationToken cancellationToken)
    {
        var file = entries.First(e => e.Entity == PlanEntity.GenomicFile);
        var open = entries.Where(e => e.State is not (LedgerState.Kept or LedgerState.Done)).ToList();
        var unsettled = open.Where(e => e.State == LedgerState.Intent).ToDictionary(e => e, e => e.At);
        await IntendAsync(open, file, cancellationToken);
        var begun = new HashSet<GwoLedgerEntry>();
        try
        {
            foreach (var entry in open)
            {
                if (entry != file && file.State is not (LedgerState.Kept or LedgerState.Done))
                {
                    break; // no file, no links
                }

                begun.Add(entry);
                var sentSince = unsettled.GetValueOrDefault(entry);
                var answer = entry == file
                    ? await _files.WriteAsync(entry, sentSince, cancellationToken)
                    : await _links.WriteAsync(entry, file, sentSince, cancellationToken);
                Settle(entry, answer);
            }
        }
        finally
        {
            foreach (var entry in open.Where(e => !begun.Contains(e)))
            {
                entry.State = unsettled.ContainsKey(entry) ? LedgerState.Intent : LedgerState.Pending;
            }

            // What was answered is kept also when the next call broke off or the step is being cancelled.
            await ledger.WriteAsync(open, CancellationToken.None);
        }

        return open.Find(e => e.State == LedgerState.Refused);
    }

    private async Task IntendAsync(List<GwoLedgerEntry> open, GwoLedgerEntry file, CancellationToken cancellationToken)
    {
        foreach (var entry in open)
        {
            var collection = entry == file ? DataServiceClient.Files : LinkWriter.CollectionOf(entry.Entity);
            entry.State = LedgerState.Intent;
            entry.Method = entry.Action == PlanAction.Create ? "POST" : "PATCH";
            entry.Path = entry.Action == PlanAction.Create ? $"/{collection}" : $"/{collection}/{entry.KfId}";
            entry.Status = null;
            entry.Message = null;
            entry.At = clock.GetUtcNow();
        }

        await ledger.WriteAsync(open, cancellationToken);
    }

    private void Settle(GwoLedgerEntry entry, WriteAnswer answer)
    {
        entry.State = answer.IsAccepted ? LedgerState.Done : LedgerState.Refused;
        entry.KfId = answer.KfId ?? entry.KfId;
        entry.Made = answer.Made;
        entry.ModifiedAt = answer.ModifiedAt;
        entry.Status = answer.Status;
        entry.Message = answer.Message;
        entry.At = clock.GetUtcNow();
    }
}
