using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunExecutionTests(TestDatabase database)
{
    private static readonly Actor Mara = Actor.Portal with { Name = "Mara Ellis" };

    [Fact]
    public async Task A_run_does_its_steps_in_order_and_keeps_what_they_said()
    {
        var script = new Script()
            .Step("read", c =>
            {
                c.Note("opened the file");
                c.Progress(3, 3, "rows");
            })
            .Step("check", (c, _) =>
            {
                c.Warn("row 2 is odd");
                return Task.FromResult(StepResult.Done("1 warning"));
            });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        run.State.ShouldBe(RunState.Succeeded);
        run.Warnings.ShouldBe(1);
        run.Outcome.ShouldBe("1 warning");
        var steps = await server.StepsAsync(run.Id);
        steps.Select(s => (s.Name, s.State)).ShouldBe([("read", StepState.Succeeded), ("check", StepState.Succeeded)]);
        (steps[0].Done, steps[0].Total, steps[0].Unit).ShouldBe((3, 3, "rows"));
        var events = await server.EventsAsync(run.Id);
        events.Select(e => e.Seq).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        events.Select(e => e.Text).ShouldBe([
            "Submitted by Mara Ellis", $"Attempt 1 started on {Environment.MachineName}", "Started", "opened the file", "Finished",
            "Started", "row 2 is odd", "Finished: 1 warning", "Run succeeded"]);
    }

    [Fact]
    public async Task A_failed_step_stops_the_run_and_says_why_and_a_retry_goes_on_from_there()
    {
        var broken = true;
        var reads = 0;
        var script = new Script()
            .Step("read", _ => reads++)
            .Step("load", _ =>
            {
                if (broken)
                {
                    throw new StepFailedException("The Data Service did not answer. Retry when it is back.", "POST /genomic-files → 503");
                }
            })
            .Step("report");
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var queue = server.Get<RunQueue>();
        var submitted = await queue.SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);

        var failed = await server.UntilFinalAsync(submitted.Id);
        failed.State.ShouldBe(RunState.Failed);
        failed.Failure.ShouldBe("The Data Service did not answer. Retry when it is back.");
        failed.FailureDetail.ShouldBe("POST /genomic-files → 503");
        failed.ErrorId.ShouldBeNull();
        (await server.StepsAsync(failed.Id)).Select(s => s.State).ShouldBe([StepState.Succeeded, StepState.Failed, StepState.Pending]);

        broken = false;
        await server.Get<RunVerbs>().RetryAsync(failed.Id, fromStep: null, "it is back", Mara, CancellationToken.None);
        var retried = await server.UntilFinalAsync(failed.Id);

        (retried.State, retried.Attempt, reads).ShouldBe((RunState.Succeeded, 2, 1));
        (await server.StepsAsync(failed.Id, attempt: 2)).Select(s => s.State).ShouldBe([StepState.Kept, StepState.Succeeded, StepState.Succeeded]);
        (await server.StepsAsync(failed.Id)).Select(s => s.State).ShouldBe([StepState.Succeeded, StepState.Failed, StepState.Pending]);
    }

    [Fact]
    public async Task A_retry_from_a_chosen_step_runs_it_and_all_after_it_again()
    {
        var done = new List<string>();
        var script = new Script().Step("one", _ => done.Add("one")).Step("two", _ => done.Add("two"))
            .Step("three", _ =>
            {
                done.Add("three");
                if (done.Count == 3)
                {
                    throw new StepFailedException("Not this time.");
                }
            });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(submitted.Id);

        await server.Get<RunVerbs>().RetryAsync(submitted.Id, "two", why: null, Mara, CancellationToken.None);
        await server.UntilFinalAsync(submitted.Id);

        done.ShouldBe(["one", "two", "three", "two", "three"]);
    }

    [Fact]
    public async Task What_nobody_expected_is_shown_as_a_bug_with_an_id_and_without_its_insides()
    {
        var script = new Script().Step("read", _ => throw new InvalidOperationException("index 7 of 3"));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        run.State.ShouldBe(RunState.Failed);
        run.ErrorId.ShouldNotBeNull();
        run.Failure.ShouldNotBeNull().ShouldContain(run.ErrorId);
        run.Failure.ShouldNotContain("index 7");
    }

    [Fact]
    public async Task A_person_cancels_a_run_in_the_middle_of_a_step_and_it_ends_as_cancelled()
    {
        var script = new Script().Step("wait", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return StepResult.Done();
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        await server.UntilAsync(submitted.Id, r => r.CurrentStep == "wait");

        await server.Get<RunVerbs>().CancelAsync(submitted.Id, "wrong study version", Mara, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        run.State.ShouldBe(RunState.Cancelled);
        (await server.EventsAsync(run.Id))[^1].Text.ShouldBe("Cancelled by Mara Ellis: “wrong study version”");
        (await server.StepsAsync(run.Id))[0].State.ShouldBe(StepState.Cancelled);
    }

    [Fact]
    public async Task A_stop_of_the_portal_leaves_the_run_to_the_next_start_which_goes_on_from_the_unfinished_step()
    {
        var connection = await database.CreateAsync();
        var reads = 0;
        var hang = true;
        var script = new Script().Step("read", _ => reads++).Step("load", async (_, token) =>
        {
            await (hang ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
            return StepResult.Done();
        });
        var first = await PortalServer.StartAsync(connection, services: script.Register());
        var submitted = await first.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        await first.UntilAsync(submitted.Id, r => r.CurrentStep == "load");
        await first.DisposeAsync();

        hang = false;
        await using var second = await PortalServer.StartAsync(connection, services: script.Register());
        var run = await second.UntilFinalAsync(submitted.Id);

        (run.State, run.Attempt, reads).ShouldBe((RunState.Succeeded, 1, 1));
    }

    [Fact]
    public async Task A_step_that_waits_lets_go_and_runs_again_when_its_time_has_come()
    {
        var looks = 0;
        var script = new Script().Step("look", (_, _) => Task.FromResult(++looks == 1
            ? StepResult.Wait("the folder to be quiet", DateTimeOffset.UtcNow)
            : StepResult.Done("quiet")));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: script.Register());

        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Mara, alongside: null, CancellationToken.None);
        var run = await server.UntilFinalAsync(submitted.Id);

        (run.State, looks, run.Outcome).ShouldBe((RunState.Succeeded, 2, "quiet"));
    }
}
