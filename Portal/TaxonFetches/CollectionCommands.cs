using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>What an outside collector reports. What it says twice happens once.</summary>
public sealed class CollectionCommands(WorkerBook book, CollectionReports reports, Permissions permissions, IOptions<CollectorOptions> options)
{
    private const int LongestReason = 4_000;

    /// <summary>Runs of a worker lie where they belong, as ENA lists them. After the last one the worker goes, and the cycle goes on.</summary>
    /// <exception cref="NotFoundException">There is no such worker.</exception>
    /// <exception cref="RuleException">400 no sense; 409 not its run, not as listed, or not the state for it. Nothing is recorded then.</exception>
    public async Task<CollectionState> CollectedAsync(Guid id, CollectedReport report, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(by, cancellationToken);
        var runs = Sensible(report);
        var listed = (await book.AssignmentsAsync(id, cancellationToken)).ToDictionary(a => a.Assignment.RunAccession, a => a.Files, StringComparer.Ordinal);
        var (collected, left) = (0, 0);
        var worker = await book.ChangeAsync(id, async (db, w, now) =>
        {
            var held = await db.Set<WorkerAssignment>().Where(a => a.WorkerId == id).ToDictionaryAsync(a => a.RunAccession, StringComparer.Ordinal, cancellationToken);
            var fresh = runs.Select(r => Held(w, held, listed, r)).Where(a => a.Status != AssignmentStatus.Collected).ToList();
            fresh.ForEach(a => (a.Status, a.CollectedAt) = (AssignmentStatus.Collected, now));
            (collected, left) = (held.Values.Count(a => a.Status == AssignmentStatus.Collected), held.Values.Count(a => a.Status == AssignmentStatus.Ready));
            if (fresh.Count > 0)
            {
                Write(db, w, by, now, "worker.collected", $"{fresh.Count:N0} of {held.Count:N0} runs collected by {by.Name}", new { runs = fresh.Select(a => a.RunAccession), left });
            }

            if (left == 0 && w.State == WorkerState.Ready)
            {
                w.CollectedAll(now);
            }
        }, cancellationToken) ?? throw Unknown();
        if (worker.State == WorkerState.Collected)
        {
            await reports.CollectedAsync(worker, cancellationToken); // also when it was said before: the word may have been lost
        }

        return new(id, worker.State, collected, left);
    }

    /// <summary>The collector could not: worker, address and files stay, and a person has to look at the taxon.</summary>
    /// <exception cref="NotFoundException">There is no such worker.</exception>
    /// <exception cref="RuleException">400 without a reason; 409 when nothing of it waits to be collected.</exception>
    public async Task FailedAsync(Guid id, string? reason, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(by, cancellationToken);
        var why = reason?.Trim() is { Length: > 0 and <= LongestReason } given ? given : throw new RuleException("reason", $"Say why it could not be collected, in at most {LongestReason:N0} letters.", 400);
        var worker = await book.ChangeAsync(id, (db, w, now) =>
        {
            if (w.State != WorkerState.Ready)
            {
                throw NotReady(w);
            }

            if (w.Reason != why)
            {
                w.Doubt(why);
                Write(db, w, by, now, "worker.not-collected", why, new { reason = why });
            }

            return Task.CompletedTask;
        }, cancellationToken) ?? throw Unknown();
        await reports.DoubtedAsync(worker, why, cancellationToken);
    }

    private async Task RequireAsync(Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "report what was collected", cancellationToken);
        if (!options.Value.IsOutside)
        {
            throw new RuleException("portal-collects", "The portal collects by itself. Set TaxonFetches:Collector to outside where another program does.");
        }
    }

    private static IReadOnlyList<CollectedRun> Sensible(CollectedReport report)
    {
        var runs = report.Runs is { Count: > 0 } said ? said : throw new RuleException("no-runs", "Send runs, each with its files and their bytes and md5.", 400);
        return runs.All(r => r is { Run.Length: > 0, Files.Count: > 0 } && r.Files.All(f => f is { Name.Length: > 0, Bytes: >= 0 }))
            ? [.. runs.DistinctBy(r => r.Run)]
            : throw new RuleException("runs", "Each run needs its accession and files; each file a name, bytes and md5.", 400);
    }

    // The run as it is held, once what was said of its files is what ENA lists.
    private static WorkerAssignment Held(Worker worker, Dictionary<string, WorkerAssignment> held, Dictionary<string, IReadOnlyList<ReadFile>> listed, CollectedRun run)
    {
        if (!held.TryGetValue(run.Run!, out var assignment))
        {
            throw new RuleException("not-its-run", $"{run.Run} is no run of {worker.Name}.");
        }

        foreach (var file in listed.GetValueOrDefault(run.Run!) ?? [])
        {
            var got = run.Files!.FirstOrDefault(f => f.Name == file.Name) ?? throw new RuleException("not-as-listed", $"{file.Name} of {run.Run} is missing in the report.");
            if (got.Bytes != file.Bytes || file.Md5.Length > 0 && !string.Equals(got.Md5, file.Md5, StringComparison.OrdinalIgnoreCase))
            {
                throw new RuleException("not-as-listed", $"{file.Name} is not what ENA lists: {got.Bytes:N0} bytes with MD5 {got.Md5 ?? "unknown"} instead of {file.Bytes:N0} with {file.Md5}.");
            }
        }

        return assignment.Status == AssignmentStatus.Collected || assignment.Status == AssignmentStatus.Ready && worker.State == WorkerState.Ready ? assignment : throw NotReady(worker);
    }

    private static void Write(PortalDbContext db, Worker worker, Actor by, DateTimeOffset now, string action, string text, object after)
    {
        db.Add(new WorkerLine { WorkerId = worker.Id, At = now, Start = worker.Starts, Kind = action == "worker.collected" ? "collected" : "failed", Text = text });
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, Worker.KeyOf(worker.Id), worker.Name, Scopes.Everything, new { worker.State }, after, null));
    }

    private static RuleException NotReady(Worker worker) => new("not-ready", worker.State switch
    {
        WorkerState.Collected or WorkerState.Destroyed => $"Nothing of {worker.Name} waits to be collected any more.",
        _ => $"{worker.Name} is not ready to be collected: it is {worker.State}.",
    });

    private static NotFoundException Unknown() => new("There is no such worker here.");
}
