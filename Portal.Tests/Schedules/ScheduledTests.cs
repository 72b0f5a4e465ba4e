using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Schedules;
using Portal.Jobs.Schedules;
using Portal.Tests.Support;

namespace Portal.Tests.Schedules;

public sealed class ScheduledTests(TestDatabase database)
{
    private const string Never = "0 0 0 1 1 ? 2099";
    private const string EverySecond = "* * * * * ?";

    // Every fallback is an hour away: only being woken can make the other node run it.
    private static readonly Dictionary<string, string?> NoFallback = new() { ["Runs:Sweep"] = "01:00:00", ["Runs:IdleWait"] = "01:00:00" };

    [Fact]
    public async Task What_is_asked_for_on_a_web_node_runs_on_a_worker_and_says_what_came_of_it()
    {
        var connection = await database.CreateAsync();
        await using var web = await PortalServer.StartAsync(connection, NoFallback, Register("count", Never), role: "web");
        await using var worker = await PortalServer.StartAsync(connection, NoFallback, Register("count", Never), role: "worker");
        using var client = await web.ClientAsync(Role.Operator);

        using var reply = await client.PostAsJsonAsync("/api/v1/schedules/count/run", new { why = "after the repair" });

        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = await UntilEndedAsync(web, "count");
        (run.State, run.Outcome, run.AskedBy).ShouldBe((ScheduleRunState.Succeeded, "Counted to 1.", "Operator of *"));
        await using var db = web.Db();
        var entry = await db.AuditEntries.SingleAsync(a => a.Action == "schedule.run");
        (entry.Why, entry.SubjectKey).ShouldBe(("after the repair", "schedule:count"));
    }

    [Fact]
    public async Task A_paused_schedule_stands_still_on_every_node_and_after_a_restart_until_it_is_resumed()
    {
        var connection = await database.CreateAsync();
        await using (var first = await PortalServer.StartAsync(connection, services: Register("count", EverySecond)))
        {
            await UntilEndedAsync(first, "count");
            await first.Get<ScheduleDesk>().PauseAsync("count", "the store is full", Actor.Portal, CancellationToken.None);
        }

        await using var again = await PortalServer.StartAsync(connection, services: s => { Register("count", EverySecond)(s); Register("witness", EverySecond)(s); });
        var before = await CountAsync(again, "count");
        await UntilAsync(again, db => db.ScheduleRuns.CountAsync(r => r.Schedule == "witness" && r.EndedAt != null), count => count >= 3);

        (await CountAsync(again, "count")).ShouldBe(before);
        using var client = await again.ClientAsync(Role.Viewer);
        var paused = (await client.GetFromJsonAsync<JsonElement>("/api/v1/schedules/count")).GetProperty("schedule");
        (paused.GetProperty("paused").GetProperty("by").GetString(), paused.GetProperty("paused").GetProperty("why").GetString()).ShouldBe(("Schedule", "the store is full"));
        paused.GetProperty("next").GetArrayLength().ShouldBe(0);

        await again.Get<ScheduleDesk>().ResumeAsync("count", null, Actor.Portal, CancellationToken.None);
        await UntilAsync(again, db => db.ScheduleRuns.CountAsync(r => r.Schedule == "count"), count => count > before);
    }

    [Fact]
    public async Task Work_that_fails_is_written_down_with_its_reason_and_runs_again_next_time()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback, s => s.AddSchedule<BrokenWork>("broken", "Broken", Never, "Breaks."));

        await server.Get<ScheduleDesk>().RunNowAsync("broken", null, Actor.Portal, CancellationToken.None);
        var run = await UntilEndedAsync(server, "broken");
        await server.Get<ScheduleDesk>().RunNowAsync("broken", null, Actor.Portal, CancellationToken.None);

        run.State.ShouldBe(ScheduleRunState.Failed);
        run.Outcome.ShouldNotBeNull().ShouldStartWith("The shelf is gone. (error e-");
        await UntilAsync(server, db => db.ScheduleRuns.CountAsync(r => r.State == ScheduleRunState.Failed), count => count == 2);
    }

    [Fact]
    public async Task What_runs_is_not_started_a_second_time_and_what_died_in_the_middle_does_not_block()
    {
        var held = new HeldWork();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback,
            s => s.AddSingleton(held).AddSchedule<HeldUp>("held", "Held", Never, "Waits."));
        await using (var db = server.Db())
        {
            db.Add(ScheduleRun.Begin("held", "dead-node", DateTimeOffset.UtcNow.AddDays(-1)));
            await db.SaveChangesAsync();
            await db.ScheduleRuns.ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ScheduleRunState.Asked)); // its node died before it began
        }

        await server.Get<ScheduleDesk>().RunNowAsync("held", null, Actor.Portal, CancellationToken.None);
        await held.Started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var refused = await Should.ThrowAsync<Portal.Domain.RuleException>(() => server.Get<ScheduleDesk>().RunNowAsync("held", null, Actor.Portal, CancellationToken.None));
        held.GoOn.SetResult();

        refused.Rule.ShouldBe("schedule-running");
        (await UntilEndedAsync(server, "held")).Outcome.ShouldBe("Held.");
    }

    [Fact]
    public async Task Everybody_sees_schedules_operators_act_on_them_and_the_engines_own_are_left_alone()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), NoFallback, Register("count", "0 30 3 * * ?"));
        using var viewer = await server.ClientAsync(Role.Viewer);
        using var curator = await server.ClientAsync(Role.Curator);
        using var operate = await server.ClientAsync(Role.Operator);
        using var ofOneStudy = await server.ClientAsync(Role.Operator, "study:SD_ME0WME0W");

        var all = (await viewer.GetFromJsonAsync<JsonElement>("/api/v1/schedules")).GetProperty("items").EnumerateArray().ToList();

        all.Select(s => s.GetProperty("name").GetString()).ShouldBe(["assembly-holds", "count", "retention", "taxa-due", "taxa-names", "imaging-watch", "sweep-runs"]);
        var counted = all.Single(s => s.GetProperty("name").GetString() == "count");
        (counted.GetProperty("when").GetString(), counted.GetProperty("next").GetArrayLength()).ShouldBe(("every day at 03:30 UTC", 3));
        counted.GetProperty("next").EnumerateArray().ShouldAllBe(n => n.GetDateTimeOffset().UtcDateTime.TimeOfDay == new TimeSpan(3, 30, 0));
        (await curator.PostAsJsonAsync("/api/v1/schedules/count/pause", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ofOneStudy.PostAsJsonAsync("/api/v1/schedules/count/run", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await operate.PostAsJsonAsync("/api/v1/schedules/count/pause", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await operate.PostAsJsonAsync("/api/v1/schedules/sweep-runs/pause", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operate.PostAsJsonAsync("/api/v1/schedules/count/resume", new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operate.PostAsJsonAsync("/api/v1/schedules/nothing/run", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await operate.PostAsJsonAsync("/api/v1/schedules/count/pause", new { why = "x" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await operate.PostAsJsonAsync("/api/v1/schedules/count/resume", new { why = "y" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var db = server.Db();
        (await db.AuditEntries.Where(a => a.SubjectKey == "schedule:count").OrderBy(a => a.At).Select(a => a.Action + " " + a.Why).ToListAsync())
            .ShouldBe(["schedule.pause x", "schedule.resume y"]);
    }

    private static Action<IServiceCollection> Register(string name, string cron) => s => s.AddSchedule<CountingWork>(name, name, cron, "Counts.");

    private static async Task<int> CountAsync(PortalServer server, string schedule)
    {
        await using var db = server.Db();
        return await db.ScheduleRuns.CountAsync(r => r.Schedule == schedule);
    }

    private static async Task<ScheduleRun> UntilEndedAsync(PortalServer server, string schedule) =>
        (await UntilAsync(server, db => db.ScheduleRuns.AsNoTracking().Where(r => r.Schedule == schedule && r.EndedAt != null).OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(), run => run is not null))!;

    private static Task<T> UntilAsync<T>(PortalServer server, Func<Portal.Domain.Storage.PortalDbContext, Task<T>> read, Func<T, bool> there) => Eventually.IsAsync(async () =>
    {
        await using var db = server.Db();
        return await read(db);
    }, there, "what schedules did");

    public sealed class CountingWork : IScheduledWork
    {
        public Task<string> RunAsync(CancellationToken cancellationToken) => Task.FromResult("Counted to 1.");
    }

    public sealed class BrokenWork : IScheduledWork
    {
        public Task<string> RunAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("The shelf is gone.");
    }

    public sealed class HeldWork
    {
        public TaskCompletionSource Started { get; } = new();

        public TaskCompletionSource GoOn { get; } = new();
    }

    public sealed class HeldUp(HeldWork held) : IScheduledWork
    {
        public async Task<string> RunAsync(CancellationToken cancellationToken)
        {
            held.Started.TrySetResult();
            await held.GoOn.Task.WaitAsync(cancellationToken);
            return "Held.";
        }
    }
}
