using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

/// <summary>Every fallback is an hour away, so only the mechanism can pass.</summary>
public sealed class TwoNodesTests(TestDatabase database)
{
    private static readonly Dictionary<string, string?> SweepsOften = new() { ["Runs:Sweep"] = "00:00:01", ["Runs:OutsideTimeout"] = "00:00:01", ["GwoManifests:CallTimeout"] = "00:00:01" };

    [Fact]
    public async Task What_is_submitted_on_a_web_node_runs_on_a_worker_and_both_hear_of_it()
    {
        var connection = await database.CreateAsync();
        var script = new Script().Step("work");
        await using var web = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "web");
        await using var worker = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");

        var submitted = await web.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        var run = await web.UntilFinalAsync(submitted.Id);

        run.State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_cancel_on_one_node_reaches_the_run_on_the_other()
    {
        var connection = await database.CreateAsync();
        var script = new Script().Step("wait", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return StepResult.Done();
        });
        await using var web = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "web");
        await using var worker = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");
        var submitted = await web.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await web.UntilAsync(submitted.Id, r => r.CurrentStep == "wait");

        await web.Get<RunVerbs>().CancelAsync(submitted.Id, why: null, Actor.Portal, CancellationToken.None);

        (await web.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Cancelled);
    }

    [Fact]
    public async Task What_a_stopping_node_lets_go_of_is_continued_by_another_at_once()
    {
        var connection = await database.CreateAsync();
        var (reads, hang) = (0, true);
        var script = new Script().Step("read", _ => reads++).Step("load", async (_, token) =>
        {
            await (hang ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
            return StepResult.Done();
        });
        var first = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");
        await using var web = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "web");
        var submitted = await web.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await web.UntilAsync(submitted.Id, r => r.CurrentStep == "load");
        await using var second = await PortalServer.StartAsync(connection, NoFallback.Settings, script.Register(), role: "worker");
        hang = false;

        await first.DisposeAsync();
        var run = await web.UntilFinalAsync(submitted.Id);

        (run.State, run.Attempt, reads).ShouldBe((RunState.Succeeded, 1, 1));
    }

    [Fact]
    public async Task A_lost_listening_connection_is_opened_again_and_everybody_reads_again()
    {
        var script = new Script().Step("work");
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());
        var everythingMayHaveChanged = new SemaphoreSlim(0);
        using var subscription = server.Get<RunFeed>().Subscribe(runId: null, s =>
        {
            if (s.RunId is null)
            {
                everythingMayHaveChanged.Release();
            }
        });

        await CutListenersAsync(server);

        (await everythingMayHaveChanged.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        (await server.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Whoever_lost_a_run_changes_no_row_of_it_any_more_and_sends_nothing()
    {
        var taken = new TaskCompletionSource<(StepContext Context, TaskCompletionSource GoOn)>();
        var refused = new TaskCompletionSource<Exception>();
        var script = new Script().Step("work", async (context, _) =>
        {
            if (taken.Task.IsCompleted)
            {
                return StepResult.Done("by the second owner");
            }

            var goOn = new TaskCompletionSource();
            taken.SetResult((context, goOn));
            await goOn.Task;
            context.Note("written too late");
            try
            {
                await context.GuardAsync(TimeSpan.FromHours(3), CancellationToken.None);
            }
            catch (LeaseLostException e)
            {
                refused.SetResult(e);
                throw;
            }

            return StepResult.Done("by the first owner");
        });
        var connection = await database.CreateAsync();
        await using var server = await PortalServer.StartAsync(connection, SweepsOften, script.Register());
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        var (_, goOn) = await taken.Task;
        await using var another = await PortalServer.StartAsync(connection, SweepsOften, script.Register());

        await ExpireAsync(server, submitted.Id);
        var run = await server.UntilFinalAsync(submitted.Id);
        goOn.SetResult();
        (await refused.Task.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeOfType<LeaseLostException>();

        run.Outcome.ShouldBe("by the second owner");
        (await server.EventsAsync(run.Id)).ShouldNotContain(e => e.Text == "written too late");
    }

    [Fact]
    public async Task A_node_does_not_take_over_from_itself_what_it_still_works_on_though_the_lease_ran_out_meanwhile()
    {
        var (executions, goOn) = (0, new TaskCompletionSource());
        var script = new Script().Step("work", async (context, token) =>
        {
            if (context.RunNumber > 1)
            {
                return StepResult.Done("another run");
            }

            Interlocked.Increment(ref executions);
            await goOn.Task.WaitAsync(token);
            return StepResult.Done("done once");
        });
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback.Settings, script.Register());
        var first = await server.Get<RunQueue>().SubmitAsync(Script.Request("a"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilAsync(first.Id, r => r.CurrentStep == "work");
        await using (var db = server.Db())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET lease_until = {DateTimeOffset.UtcNow.AddHours(-3)} WHERE id = {first.Id}"); // as after an hour without database
        }

        var next = await server.Get<RunQueue>().SubmitAsync(Script.Request("b"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.UntilFinalAsync(next.Id); // so somebody has looked for work
        goOn.SetResult();

        (await server.UntilFinalAsync(first.Id)).Outcome.ShouldBe("done once");
        executions.ShouldBe(1);
    }

    private static async Task CutListenersAsync(PortalServer server)
    {
        await using var connection = await server.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var cut = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'LISTEN%'", connection);
        using var minute = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        long ended;
        do
        {
            ended = (long)(await cut.ExecuteScalarAsync(minute.Token))!; // a node that has just started may not listen yet
        }
        while (ended == 0);

        ended.ShouldBe(1);
    }

    // As if the owner had been silent for so long: another identity holds it and its lease is over.
    private static async Task ExpireAsync(PortalServer server, Guid run)
    {
        await using var db = server.Db();
        await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET owner = 'frozen', lease_until = '2000-01-01' WHERE id = {run}");
    }
}
