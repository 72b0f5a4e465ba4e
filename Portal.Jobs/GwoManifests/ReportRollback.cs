using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Says what is gone, what was left and why, and which updates are not undone; from then on the manifest starts anew.</summary>
public sealed class ReportRollback(RollbackLedger ledger, TimeProvider clock) : IStep
{
    private const int MostNotes = 20;

    public string Name => "report";

    public string Title => "Report";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters<RollbackParameters>();
        var (files, links, left, untouched) = (0, 0, 0, 0);
        await context.AttachAsync("rollback.tsv", "What was removed, and what stays", Tsv.ContentType, async (stream, token) =>
        {
            (files, links, left, untouched) = (0, 0, 0, 0);
            await using var tsv = new Tsv(stream);
            await tsv.WriteAsync(token, "row", "entity", "kf_id", "external_id", "outcome", "why");
            await foreach (var entry in ledger.ReadAsync(parameters.ApplyRunId, context.RunId, token))
            {
                var why = entry.Made ? entry.RemovalNote : entry.Action == PlanAction.Update ? "an update is not undone" : "it was there before the load";
                if (entry.Removal == LedgerRemoval.Left && ++left <= MostNotes)
                {
                    context.Warn($"Row {entry.Row}: {why}");
                }

                files += entry is { Entity: PlanEntity.GenomicFile, Removal: LedgerRemoval.Removed } ? 1 : 0;
                links += entry is { Entity: not PlanEntity.GenomicFile, Removal: LedgerRemoval.Removed } ? 1 : 0;
                untouched += entry.Made ? 0 : 1;
                await tsv.WriteAsync(token, entry.Row.ToString(), entry.Entity.ToString(), entry.KfId, entry.ExternalId, entry.Made ? $"{entry.Removal}" : "LeftAlone", why);
            }
        }, cancellationToken);
        if (left > MostNotes)
        {
            context.Warn($"and {Words.Count(left - MostNotes, "record")} more, in rollback.tsv", left - MostNotes);
        }

        await ledger.MarkAsync(parameters.ManifestId, clock.GetUtcNow(), cancellationToken);
        return StepResult.Done($"{Words.Count(files, "genomic file")} and {Words.Count(links, "link")} removed"
            + (left == 0 ? "" : $"; {Words.Count(left, "record")} left, because others changed or use {(left == 1 ? "it" : "them")}")
            + (untouched == 0 ? "" : $"; {Words.Count(untouched, "record")} that {(untouched == 1 ? "was" : "were")} there before {(untouched == 1 ? "is" : "are")} left alone"));
    }
}
