using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>Leaves behind what was planned, what was done, what was found, and the rows that were left out; from then on the plan is used up.</summary>
public sealed class ReportLoad(IDbContextFactory<PortalDbContext> contexts, ManifestWork work, ManifestReader reader, ApplyLedger ledger, TimeProvider clock) : IStep
{
    public string Name => "report";

    public string Title => "Report";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters<ApplyParameters>();
        var manifest = await work.FindAsync(parameters.ManifestId, cancellationToken);
        await context.AttachAsync("ledger.tsv", "Ledger: every record and what came of it", Tsv.ContentType, (s, t) => WriteLedgerAsync(context.RunId, s, t), cancellationToken);
        var files = 1;
        if (manifest.PlanRunId == parameters.PlanRunId) // a later check has replaced what this plan was made from
        {
            await context.AttachAsync("plan.tsv", "Plan as it was applied", Tsv.ContentType, (s, t) => WritePlanAsync(manifest.Id, s, t), cancellationToken);
            await context.AttachAsync("issues.tsv", "Issues of the check", Tsv.ContentType, (s, t) => WriteIssuesAsync(manifest.Id, s, t), cancellationToken);
            files = 3;
            if (parameters.Policy == ApplyPolicy.GoodRows && manifest.Errors > 0)
            {
                var leftOut = new RowsLeftOut(contexts, reader);
                await context.AttachAsync("rows-left-out.tsv", "Rows that were left out, ready to fix", Tsv.ContentType, (s, t) => leftOut.WriteAsync(manifest, s, t), cancellationToken);
                files = 4;
            }
        }

        var counts = await ledger.CountAsync(context.RunId, cancellationToken);
        var verified = await context.LoadAsync<VerifyResult>(VerifyResult.Key, cancellationToken);
        var left = await LeftAsync(context, cancellationToken);
        await context.AttachAsync("load-report.json", "What was done, for programs", "application/json",
            (s, t) => JsonSerializer.SerializeAsync(s, Document(context, manifest, parameters, counts, left, verified), RunParameters.Json, t), cancellationToken);
        files += left > 0 ? 2 : 1;
        await MarkAsync(manifest.Id, cancellationToken);
        var outcome = $"{Words.Count(Sum(counts, PlanEntity.GenomicFile), "genomic file")}, {Words.Count(Sum(counts, PlanEntity.BiospecimenLink), "specimen link")} and "
            + $"{Words.Count(Sum(counts, PlanEntity.ExperimentLink), "experiment link")} written";
        context.Note($"{Words.Count(files, "report file")} attached");
        return StepResult.Done((counts.All(c => c.State == LedgerState.Kept) ? "everything was there already; nothing written" : outcome)
            + (left == 0 ? "" : $"; {Words.Count(left, "registered value")} left as they are")
            + (verified?.Trouble() is { } trouble ? $"; {trouble} found afterwards" : ""));
    }

    /// <returns>How many registered values stay because nobody ticked them.</returns>
    private async Task<int> LeftAsync(StepContext context, CancellationToken cancellationToken)
    {
        var left = new List<(GwoLedgerEntry Entry, FieldChange Change)>();
        await foreach (var entry in ledger.ReadAsync(context.RunId, null, cancellationToken))
        {
            left.AddRange(entry.Left is null ? [] : RunParameters.Read<List<FieldChange>>(entry.Left).Select(c => (entry, c)));
        }

        if (left.Count > 0)
        {
            await context.AttachAsync("left-as-registered.tsv", "Registered values that were not replaced", Tsv.ContentType, async (stream, token) =>
            {
                await using var tsv = new Tsv(stream);
                await tsv.WriteAsync(token, "row", "entity", "kf_id", "external_id", "field", "registered", "manifest");
                foreach (var (entry, change) in left)
                {
                    await tsv.WriteAsync(token, entry.Row.ToString(), entry.Entity.ToString(), entry.KfId, entry.ExternalId, change.Field, change.Old, change.New);
                }
            }, cancellationToken);
            context.Note($"{Words.Count(left.Count, "registered value")} left as they are, because nobody ticked to replace them; see left-as-registered.tsv");
        }

        return left.Count;
    }

    private static object Document(StepContext context, GwoManifest manifest, ApplyParameters parameters, IReadOnlyList<LedgerCount> counts, int left, VerifyResult? verified) => new
    {
        Run = context.RunNumber,
        Manifest = manifest.Id,
        manifest.StudyId,
        manifest.FileName,
        Policy = parameters.Policy.Word(),
        parameters.Options,
        parameters.Replace,
        Records = counts.OrderBy(c => c.Entity).ThenBy(c => c.Action).ThenBy(c => c.State).Select(c => new { c.Entity, Action = c.Action.Word(), c.State, c.Count }),
        LeftAsRegistered = left,
        Verified = verified,
    };

    private static int Sum(IReadOnlyList<LedgerCount> counts, PlanEntity entity) =>
        counts.Where(c => c.Entity == entity && c.State == LedgerState.Done).Sum(c => c.Count);

    private async Task MarkAsync(Guid manifestId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().SingleAsync(m => m.Id == manifestId, cancellationToken);
        manifest.MarkApplied(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task WriteLedgerAsync(Guid runId, Stream stream, CancellationToken cancellationToken)
    {
        await using var tsv = new Tsv(stream);
        await tsv.WriteAsync(cancellationToken, "row", "entity", "action", "genomic_file", "linked_id", "external_id", "state", "kf_id", "method", "path", "status", "message", "at");
        await foreach (var e in ledger.ReadAsync(runId, null, cancellationToken))
        {
            await tsv.WriteAsync(cancellationToken, e.Row.ToString(), e.Entity.ToString(), e.Action.Word(), e.GenomicFile, e.LinkedId, e.ExternalId,
                e.State.ToString(), e.KfId, e.Method, e.Path, e.Status?.ToString(), e.Message, e.At?.ToString("O"));
        }
    }

    private async Task WritePlanAsync(Guid manifestId, Stream stream, CancellationToken cancellationToken)
    {
        await using var tsv = new Tsv(stream);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await tsv.WriteAsync(cancellationToken, "row", "entity", "action", "genomic_file", "linked_id", "external_id", "kf_id", "changes", "why");
        foreach (var entity in Enum.GetValues<PlanEntity>())
        {
            var items = db.Set<GwoPlanItem>().AsNoTracking().Where(i => i.ManifestId == manifestId && i.Entity == entity).OrderBy(i => i.Position);
            await foreach (var i in items.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                await tsv.WriteAsync(cancellationToken, i.Row.ToString(), i.Entity.ToString(), i.Action.Word(), i.GenomicFile, i.LinkedId, i.ExternalId, i.KfId, Changes(i), i.Why);
            }
        }
    }

    private async Task WriteIssuesAsync(Guid manifestId, Stream stream, CancellationToken cancellationToken)
    {
        await using var tsv = new Tsv(stream);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await tsv.WriteAsync(cancellationToken, "row", "column", "code", "severity", "value", "message", "expected", "hint");
        var issues = db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == manifestId).OrderBy(i => i.Position);
        await foreach (var i in issues.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await tsv.WriteAsync(cancellationToken, i.Row.ToString(), i.Column, i.Code, i.Severity == IssueSeverity.Error ? "error" : "warning", i.Value, i.Message, i.Expected, i.Hint);
        }
    }

    private static string? Changes(GwoPlanItem item) => item.Changes is null ? null
        : string.Join("; ", RunParameters.Read<List<FieldChange>>(item.Changes).Select(c => $"{c.Field}: {c.Old ?? "(none)"} -> {c.New}"));
}
