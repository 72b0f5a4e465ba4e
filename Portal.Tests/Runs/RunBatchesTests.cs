using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunBatchesTests(TestDatabase database)
{
    private static readonly Actor Mara = Actor.Portal with { Name = "Mara Ellis" };

    [Fact]
    public async Task Many_are_submitted_as_one_and_all_of_them_run()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, new Script().Step("work").Register());

        var batch = await server.Get<RunBatches>().SubmitAsync([.. Enumerable.Range(1, 300).Select(i => Script.Request($"{i}", request: $"one:{Math.Min(i, 290)}"))], "three hundred", Mara, CancellationToken.None);

        (batch.Taken, batch.Skipped).ShouldBe((290, 10));
        await using var db = server.Db();
        var runs = await db.Runs.Where(r => r.BatchId == batch.Id).Select(r => r.Id).ToListAsync();
        runs.Count.ShouldBe(290);
        foreach (var run in runs)
        {
            (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Succeeded);
        }
    }

    /// <summary>The batch is SQL, the single retry the entity's own method: both must leave the same rows.</summary>
    [Fact]
    public async Task A_retry_of_many_leaves_what_single_retries_leave()
    {
        var script = new Script().Step("read", c => c.Progress(3, 3, "rows")).Step("load", c =>
        {
            c.Warn("odd");
            throw new StepFailedException("No.", "503");
        }).Step("report");
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var (single, batched) = (await FailedAsync(server, "a"), await FailedAsync(server, "b"));
        await StopWorkAsync(server);

        await server.Get<RunVerbs>().RetryAsync(single, fromStep: null, "again", Mara, CancellationToken.None);
        var batch = await server.Get<RunBatches>().RetryAsync(db => db.Runs.Where(r => r.Id == batched), "one of them", "again", Mara, CancellationToken.None);

        (batch.Taken, batch.Skipped).ShouldBe((1, 0));
        (await RowsAsync(server, batched)).ShouldBe(await RowsAsync(server, single));
    }

    [Fact]
    public async Task A_cancel_of_many_leaves_what_single_cancels_leave()
    {
        var script = new Script().Step("ask", (_, _) => Task.FromResult(StepResult.WaitForEvent("never", "something", until: null)));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var (single, batched) = (await WaitingAsync(server, "a"), await WaitingAsync(server, "b"));

        await server.Get<RunVerbs>().CancelAsync(single, "enough", Mara, CancellationToken.None);
        await server.Get<RunBatches>().CancelAsync(db => db.Runs.Where(r => r.Id == batched), "one of them", "enough", Mara, CancellationToken.None);

        (await RowsAsync(server, batched)).ShouldBe(await RowsAsync(server, single));
    }

    [Fact]
    public async Task What_may_not_be_retried_is_left_alone_with_its_reason()
    {
        var broken = true;
        var script = new Script().Step("work", (_, _) => broken ? throw new StepFailedException("No.") : Task.FromResult(StepResult.Done()));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var old = await FailedAsync(server, "a", request: "same");
        var newer = await FailedAsync(server, "a", request: "same");
        broken = false;
        var fine = await server.Get<RunQueue>().SubmitAsync(Script.Request("c"), Mara, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(fine.Id);

        var batch = await server.Get<RunBatches>().RetryAsync(db => db.Runs, "everything", why: null, Mara, CancellationToken.None);

        (batch.Taken, batch.Skipped).ShouldBe((1, 2));
        await using var db = server.Db();
        (await db.RunBatchItems.Where(i => i.BatchId == batch.Id).ToDictionaryAsync(i => i.RunId, i => i.SkippedBecause))
            .ShouldBe(new Dictionary<Guid, string?> { [old] = "a newer one of the choice does the same", [newer] = null, [fine.Id] = "it is succeeded by now" }, ignoreOrder: true);
        (await server.UntilFinalAsync(newer)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Somebody_with_one_scope_retries_only_what_is_theirs_and_nothing_at_all_is_refused()
    {
        var script = new Script().Step("work", _ => throw new StepFailedException("No."));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        await FailedAsync(server, "a", scope: "study:SD_1");
        await FailedAsync(server, "b", scope: "study:SD_2");
        var curator = await server.ActorAsync(Role.Curator, "study:SD_1");
        var viewer = await server.ActorAsync(Role.Viewer, "study:SD_1");

        var batch = await server.Get<RunBatches>().RetryAsync(db => db.Runs, "everything", why: null, curator, CancellationToken.None);
        var refusal = await Should.ThrowAsync<RuleException>(() => server.Get<RunBatches>().RetryAsync(db => db.Runs.Where(r => r.Subject == "b"), "b", why: null, curator, CancellationToken.None));

        batch.Taken.ShouldBe(1);
        refusal.Rule.ShouldBe("batch-size");
        await Should.ThrowAsync<NotAllowedException>(() => server.Get<RunBatches>().RetryAsync(db => db.Runs, "everything", why: null, viewer, CancellationToken.None));
    }

    [Fact]
    public async Task Stopping_a_batch_cancels_what_is_left_of_it()
    {
        var script = new Script().Step("work", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register(maxRunning: 2));
        var batch = await server.Get<RunBatches>().SubmitAsync([.. Enumerable.Range(1, 5).Select(i => Script.Request($"{i}"))], "five", Mara, CancellationToken.None);

        await server.Get<RunBatches>().StopAsync(batch.Id, "changed my mind", Mara, CancellationToken.None);

        await using var db = server.Db();
        foreach (var run in await db.Runs.Select(r => r.Id).ToListAsync())
        {
            (await server.UntilFinalAsync(run)).State.ShouldBe(RunState.Cancelled);
        }

        (await db.RunBatches.SingleAsync(b => b.Id == batch.Id)).CancelledBy.ShouldBe("Mara Ellis");
    }

    private static async Task<Guid> FailedAsync(PortalServer server, string subject, string? request = null, string scope = Scopes.Everything)
    {
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(subject, request: request, scope: scope), Mara, alongside: null, CancellationToken.None);
        (await server.UntilFinalAsync(run.Id)).State.ShouldBe(RunState.Failed);
        return run.Id;
    }

    private static async Task<Guid> WaitingAsync(PortalServer server, string subject)
    {
        var run = await server.Get<RunQueue>().SubmitAsync(Script.Request(subject), Mara, alongside: null, CancellationToken.None);
        await server.UntilAsync(run.Id, r => r.State == RunState.Waiting);
        return run.Id;
    }

    // A lane without a place: what is queued stays as the retry left it.
    private static async Task StopWorkAsync(PortalServer server)
    {
        await using var db = server.Db();
        await db.Lanes.ExecuteUpdateAsync(l => l.SetProperty(x => x.MaxRunning, 0));
    }

    /// <summary>Run, attempts, steps and lines as text, without what must differ: ids, numbers, subjects and moments.</summary>
    private static async Task<string> RowsAsync(PortalServer server, Guid id)
    {
        await using var db = server.Db();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == id);
        return string.Join('\n', [
            RunText(run),
            .. (await db.RunAttempts.AsNoTracking().Where(a => a.RunId == id).OrderBy(a => a.Number).ToListAsync()).Select(a => $"{a.Number} {a.State} {a.RequestedBy} {a.Why} {a.FromStep} {a.Node} {a.Failure} {a.StartedAt is null} {a.EndedAt is null}"),
            .. (await db.RunSteps.AsNoTracking().Where(s => s.RunId == id).OrderBy(s => s.Attempt).ThenBy(s => s.Position).ToListAsync())
                .Select(s => $"{s.Attempt}.{s.Position} {s.Name} {s.Title} {s.State} {s.KeptFrom} {s.Done}/{s.Total} {s.Unit} {s.Rate} {s.Outcome} {s.StartedAt is null} {s.EndedAt is null}"),
            .. (await server.EventsAsync(id)).Select(e => $"{e.Seq} {e.Attempt} {e.Step} {e.Level} {e.Text}"),
        ]);
    }

    private static string RunText(Run r) => $"{r.State} {r.Attempt} {r.Priority} {r.CurrentStep} {r.Failure} {r.FailureDetail} {r.ErrorId} {r.Outcome} {r.Warnings} {r.Owner} {r.WaitKind} {r.WaitingFor} {r.WaitingKey} {r.WaitingUntil} "
        + $"{r.CancelRequestedBy} {r.CancelReason} {r.CancelRequestedAt is null} {r.StartedAt is null} {r.EndedAt is null} {r.LeaseUntil is null}";
}
