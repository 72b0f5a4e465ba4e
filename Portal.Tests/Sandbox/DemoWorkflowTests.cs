using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Sandbox;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.Sandbox;

/// <summary>The demonstration as a portal runs it that was told to load the sandbox.</summary>
public sealed class DemoWorkflowTests(TestDatabase database) : IAsyncLifetime
{
    private SandboxHost _sandbox = null!;
    private PortalServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(new SandboxOptions());
        _server = await PortalServer.StartAsync(await database.CreateAsync(), _sandbox.Settings.ToDictionary(s => s.Key, string? (s) => s.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task It_counts_and_warns_as_asked_and_does_nothing_else()
    {
        var run = await EndOfAsync(new { count = 5, perSecond = 0, warnEvery = 2 });

        (run.State, run.Warnings).ShouldBe((RunState.Succeeded, 2));
        (await ThingsAsync(run)).ShouldBe([(1, "Thing 1"), (1, "Thing 2 looks odd"), (1, "Thing 3"), (1, "Thing 4 looks odd"), (1, "Thing 5")]);
        (await _server.StepsAsync(run.Id)).Skip(1).Select(s => s.Outcome).ShouldAllBe(o => o == "not asked for");
        _sandbox.Ledger.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_fails_halfway_through_counting_when_asked_and_a_retry_goes_on_from_there()
    {
        var failed = await EndOfAsync(new { count = 4, perSecond = 0, failAt = "count" });
        failed.Failure.ShouldBe("Counting stopped at thing 2 of 4, as was asked for. Press Retry to go on from there.");

        var run = await RetriedAsync(failed);

        run.State.ShouldBe(RunState.Succeeded);
        (await ThingsAsync(run)).ShouldBe([(1, "Thing 1"), (1, "Thing 2"), (2, "Thing 3"), (2, "Thing 4")]);
    }

    [Fact]
    public async Task It_waits_until_its_moment()
    {
        var run = await EndOfAsync(new { count = 0, waitSeconds = 1 });

        (await StepAsync(run, "wait")).Outcome.ShouldBe("waited 1 s");
        (run.EndedAt - run.StartedAt).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task It_asks_and_goes_on_with_a_yes()
    {
        var asked = await StartAsync(new { count = 0, ask = true }, r => r.Question is not null);

        await _server.Get<RunVerbs>().AnswerAsync(asked.Id, JsonSerializer.SerializeToElement(new { goOn = true, remark = "with pleasure" }), Actor.Portal, CancellationToken.None);
        var run = await _server.UntilFinalAsync(asked.Id);

        run.State.ShouldBe(RunState.Succeeded);
        (await StepAsync(run, "ask")).Outcome.ShouldBe("yes: with pleasure");
    }

    [Fact]
    public async Task It_asks_and_fails_with_a_no()
    {
        var asked = await StartAsync(new { count = 0, ask = true }, r => r.Question is not null);

        await _server.Get<RunVerbs>().AnswerAsync(asked.Id, JsonSerializer.SerializeToElement(new { goOn = false }), Actor.Portal, CancellationToken.None);

        (await _server.UntilFinalAsync(asked.Id)).Failure.ShouldBe("Somebody answered that the demonstration shall not go on. Press Retry to be asked again.");
    }

    [Fact]
    public async Task It_waits_until_a_program_tells_of_it()
    {
        var waiting = await StartAsync(new { count = 0, waitForEvent = true }, r => r.WaitKind == WaitKind.Event);

        await _server.Get<OutsideEvents>().TellAsync($"demo:R-{waiting.Number}", JsonSerializer.SerializeToElement(new { said = "the van is here" }), CancellationToken.None);
        var run = await _server.UntilFinalAsync(waiting.Id);

        run.State.ShouldBe(RunState.Succeeded);
        (await StepAsync(run, "outside-event")).Outcome.ShouldBe("the van is here");
    }

    [Fact]
    public async Task It_starts_others_that_do_the_same_work_and_waits_for_all_of_them()
    {
        var run = await EndOfAsync(new { count = 1, perSecond = 0, children = 3, callOutside = 1 });

        run.State.ShouldBe(RunState.Succeeded);
        await using var db = _server.Db();
        (await db.Runs.Where(r => r.ParentId == run.Id && r.State == RunState.Succeeded && r.EndedAt <= run.EndedAt).CountAsync()).ShouldBe(3);
        _sandbox.Ledger.All.Select(e => e.Receipt.What).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Every_entry_is_made_exactly_once_also_when_an_answer_is_lost_on_the_way()
    {
        _sandbox.Faults.Add(new() { Kind = FaultKind.CommitThenError, Service = "ledger", Method = "PUT", AfterWrites = 1, Times = 1 });
        var failed = await EndOfAsync(new { count = 0, callOutside = 3 });
        failed.Failure.ShouldBe("The ledger answered 502. Look at what is switched on in the sandbox, then retry.");

        var run = await RetriedAsync(failed);

        run.State.ShouldBe(RunState.Succeeded);
        var entries = _sandbox.Ledger.All;
        entries.Select(e => (e.Receipt.What, e.Writes)).ShouldBe([.. Enumerable.Range(1, 3).Select(i => ($"entry {i} of R-{run.Number}", 1))]);
        entries[1].Calls.Select(c => (c.Method, c.By?.Attempt)).ShouldBe([("PUT", 1), ("GET", null)]);
        entries[2].Calls.ShouldHaveSingleItem().By.ShouldNotBeNull().ShouldSatisfyAllConditions(by => by.Run.ShouldBe($"R-{run.Number}"), by => by.Attempt.ShouldBe(2), by => by.Node.ShouldBe(_server.Get<NodeIdentity>().Id));
        await using var db = _server.Db();
        (await db.OutsideIntents.Where(i => i.RunId == run.Id).Select(i => $"{i.Id}").ToListAsync()).ShouldBe(entries.Select(e => e.Receipt.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task It_fails_between_two_entries_when_asked_and_a_retry_makes_none_twice()
    {
        var failed = await EndOfAsync(new { count = 0, callOutside = 4, failAt = "outside" });
        failed.Failure.ShouldBe("Making entries stopped after 2 of 4, as was asked for. Press Retry to go on; none is made twice.");

        (await RetriedAsync(failed)).State.ShouldBe(RunState.Succeeded);

        _sandbox.Ledger.All.Select(e => e.Writes).ShouldBe([1, 1, 1, 1]);
    }

    private async Task<Run> StartAsync(object parameters, Func<Run, bool> until)
    {
        var run = await _server.Get<RunQueue>().StartAsync(new RunStart("demo", JsonSerializer.SerializeToElement(parameters)), Actor.Portal, CancellationToken.None);
        return await _server.UntilAsync(run.Id, until);
    }

    private Task<Run> EndOfAsync(object parameters) => StartAsync(parameters, r => r.State.IsFinal());

    private async Task<Run> RetriedAsync(Run run)
    {
        await _server.Get<RunVerbs>().RetryAsync(run.Id, fromStep: null, why: null, Actor.Portal, CancellationToken.None);
        return await _server.UntilFinalAsync(run.Id);
    }

    private async Task<RunStep> StepAsync(Run run, string name) => (await _server.StepsAsync(run.Id, run.Attempt)).Single(s => s.Name == name);

    private async Task<IReadOnlyList<(int Attempt, string Text)>> ThingsAsync(Run run) =>
        [.. (await _server.EventsAsync(run.Id)).Where(e => e.Text.StartsWith("Thing ", StringComparison.Ordinal)).Select(e => (e.Attempt, e.Text))];
}
