using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunQueueTests(TestDatabase database)
{
    [Fact]
    public async Task Asking_twice_returns_the_first_run_until_it_is_finished()
    {
        await using var gate = new Gate();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: gate.Script.Register());
        var queue = server.Get<RunQueue>();

        var first = await queue.SubmitAsync(Script.Request(request: "check:1"), Actor.Portal, alongside: null, CancellationToken.None);
        var second = await queue.SubmitAsync(Script.Request(request: "check:1"), Actor.Portal, alongside: null, CancellationToken.None);
        gate.Open();
        await server.UntilFinalAsync(first.Id);
        var third = await queue.SubmitAsync(Script.Request(request: "check:1"), Actor.Portal, alongside: null, CancellationToken.None);

        (second.Id, second.Existing).ShouldBe((first.Id, true));
        third.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Two_runs_with_one_exclusive_key_take_turns_and_the_second_says_for_whom_it_waits()
    {
        await using var gate = new Gate();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: gate.Script.Register());
        var queue = server.Get<RunQueue>();
        var first = await queue.SubmitAsync(Script.Request("a", exclusive: "study:SD_1"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(first.Id, r => r.State == RunState.Running);

        var second = await queue.SubmitAsync(Script.Request("b", exclusive: "study:SD_1"), Actor.Portal, alongside: null, CancellationToken.None);
        var blocked = await server.UntilAsync(second.Id, r => r.BlockedBecause is not null);
        var meanwhile = await server.UntilAsync(first.Id, _ => true);
        gate.Open();
        var done = await server.UntilFinalAsync(second.Id);

        (blocked.State, blocked.StartedAt, meanwhile.State).ShouldBe((RunState.Queued, null, RunState.Running));
        blocked.BlockedBecause.ShouldBe($"R-{first.Number} works on the same study");
        // Its predecessor had ended when it was begun, though both are one transaction whose times are taken in any order.
        (done.State, (await server.UntilFinalAsync(first.Id)).State).ShouldBe((RunState.Succeeded, RunState.Succeeded));
    }

    [Fact]
    public async Task No_more_runs_of_a_workflow_run_at_once_than_its_lane_allows()
    {
        await using var gate = new Gate();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: gate.Script.Register(maxRunning: 2));
        var queue = server.Get<RunQueue>();
        var runs = new List<SubmittedRun>();
        for (var i = 0; i < 4; i++)
        {
            runs.Add(await queue.SubmitAsync(Script.Request($"{i}"), Actor.Portal, alongside: null, CancellationToken.None));
        }

        var third = await server.UntilAsync(runs[2].Id, r => r.BlockedBecause?.Contains("places", StringComparison.Ordinal) == true);
        await using (var db = server.Db())
        {
            (await db.Runs.CountAsync(r => r.State == RunState.Running)).ShouldBe(2);
        }

        gate.Open();
        third.BlockedBecause.ShouldBe("all 2 places of this kind of work are taken");
        foreach (var run in runs)
        {
            (await server.UntilFinalAsync(run.Id)).State.ShouldBe(RunState.Succeeded);
        }
    }

    [Fact]
    public async Task Higher_priority_goes_first_and_among_equals_the_older()
    {
        await using var gate = new Gate();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: gate.Script.Register(maxRunning: 1));
        var queue = server.Get<RunQueue>();
        var holder = await queue.SubmitAsync(Script.Request("holder"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(holder.Id, r => r.State == RunState.Running);
        var late = await queue.SubmitAsync(Script.Request("late"), Actor.Portal, alongside: null, CancellationToken.None);
        var later = await queue.SubmitAsync(Script.Request("later"), Actor.Portal, alongside: null, CancellationToken.None);
        var urgent = await queue.SubmitAsync(Script.Request("urgent", priority: 10), Actor.Portal, alongside: null, CancellationToken.None);

        gate.Open();
        var started = new List<(string Subject, DateTimeOffset At)>();
        foreach (var id in new[] { late.Id, later.Id, urgent.Id })
        {
            var run = await server.UntilFinalAsync(id);
            started.Add((run.Subject, run.StartedAt!.Value));
        }

        started.OrderBy(s => s.At).Select(s => s.Subject).ShouldBe(["urgent", "late", "later"]);
    }

    [Fact]
    public async Task What_a_slice_writes_alongside_sees_the_run_with_the_number_people_say()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("work").Register());
        var seen = 0L;

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, (_, run, _) =>
        {
            seen = run.Number;
            return Task.CompletedTask;
        }, CancellationToken.None);

        seen.ShouldBe(submitted.Number);
    }

    [Fact]
    public async Task Every_command_leaves_an_audit_entry_of_who_and_why()
    {
        var script = new Script().Step("fail", _ => throw new StepFailedException("No."));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var queue = server.Get<RunQueue>();
        var run = await queue.SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(run.Id);
        await server.Get<RunVerbs>().RetryAsync(run.Id, fromStep: null, "try again", Actor.Portal, CancellationToken.None);

        await using var db = server.Db();
        var entries = await db.AuditEntries.Where(e => e.SubjectKey == $"run:{run.Id}").OrderBy(e => e.At).ToListAsync();

        entries.Select(e => (e.Action, e.Why)).ShouldBe([("run.submit", null), ("run.retry", "try again")]);
    }

    [Fact]
    public async Task Whoever_is_only_a_viewer_may_not_submit_and_whoever_sees_nothing_finds_nothing()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("a").Register());
        var queue = server.Get<RunQueue>();
        var viewer = await KeyAsync(server, Role.Viewer, "study:SD_1");
        var stranger = await KeyAsync(server, Role.Admin, "study:SD_2");

        await Should.ThrowAsync<NotAllowedException>(() => queue.SubmitAsync(Script.Request(scope: "study:SD_1"), viewer, alongside: null, CancellationToken.None));
        await Should.ThrowAsync<NotFoundException>(() => queue.SubmitAsync(Script.Request(scope: "study:SD_1"), stranger, alongside: null, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_that_succeeded_cannot_be_retried_nor_cancelled()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("a").Register());
        var queue = server.Get<RunQueue>();
        var run = await queue.SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(run.Id);

        (await Should.ThrowAsync<RuleException>(() => server.Get<RunVerbs>().RetryAsync(run.Id, null, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("not-retryable");
        (await Should.ThrowAsync<RuleException>(() => server.Get<RunVerbs>().CancelAsync(run.Id, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("not-cancellable");
    }

    private static async Task<Actor> KeyAsync(PortalServer server, Role role, string scope)
    {
        var id = await server.Get<Portal.Shell.Accounts.ApiKeys>().CreateAsync("key", Portal.Shell.Accounts.ApiKeys.NewSecret(), scope, role, null, false, Actor.Portal, CancellationToken.None);
        return Actor.Key(id, "key", address: null);
    }

    /// <summary>A one-step workflow that stands still until the test opens the gate.</summary>
    private sealed class Gate : IAsyncDisposable
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Gate() => Script.Step("pass", async (_, token) =>
        {
            await _opened.Task.WaitAsync(token);
            return StepResult.Done();
        });

        public Script Script { get; } = new();

        public void Open() => _opened.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Open();
            return ValueTask.CompletedTask;
        }
    }
}
