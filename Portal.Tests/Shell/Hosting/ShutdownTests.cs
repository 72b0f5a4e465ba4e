using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Schedules;
using Portal.Jobs.Runs;
using Portal.Jobs.Schedules;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Hosting;

/// <summary>What a termination signal starts; leases are hours long here, so nothing may wait for one to end.</summary>
public sealed class ShutdownTests(TestDatabase database)
{
    private static readonly Dictionary<string, string?> LongLeases = new() { ["Runs:Lease"] = "02:00:00", ["Runs:Sweep"] = "00:00:01" };

    [Fact]
    public async Task A_node_that_is_stopped_hands_its_runs_over_and_leaves_the_list_of_nodes()
    {
        var connection = await database.CreateAsync();
        var begun = new TaskCompletionSource();
        var first = await PortalServer.StartAsync(connection, LongLeases, new Script().Step("prepare").Step("work", async (_, token) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return StepResult.Done("by the first");
        }).Register());
        var submitted = await first.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await first.DisposeAsync();
        await using var second = await PortalServer.StartAsync(connection, LongLeases, new Script().Step("prepare", _ => Assert.Fail("A finished step ran again.")).Step("work",
            (_, _) => Task.FromResult(StepResult.Done("by the second"))).Register());

        (await second.UntilFinalAsync(submitted.Id)).Outcome.ShouldBe("by the second");
        await using var db = second.Db();
        (await db.Nodes.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_schedule_that_is_stopped_in_the_middle_says_so()
    {
        var connection = await database.CreateAsync();
        var endless = new Endless();
        var server = await PortalServer.StartAsync(connection, LongLeases, s => s.AddSingleton(endless).AddSchedule<EndlessWork>("endless", "Endless", "0 0 0 1 1 ? 2099", "Never ends."));
        await server.Get<ScheduleDesk>().RunNowAsync("endless", null, Actor.Portal, CancellationToken.None);
        await endless.Begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await server.DisposeAsync();

        await using var another = await PortalServer.StartAsync(connection, role: "web");
        await using var db = another.Db();
        var run = await db.ScheduleRuns.SingleAsync();
        (run.State, run.Outcome).ShouldBe((ScheduleRunState.Failed, "The node was stopped in the middle; the next firing continues."));
    }

    public sealed class Endless
    {
        public TaskCompletionSource Begun { get; } = new();
    }

    public sealed class EndlessWork(Endless endless) : IScheduledWork
    {
        public async Task<string> RunAsync(CancellationToken cancellationToken)
        {
            endless.Begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "never";
        }
    }
}
