using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Schedules;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Jobs.Schedules;
using Portal.Tests.Support;

namespace Portal.Tests.Housekeeping;

public sealed class RetentionTests(TestDatabase database)
{
    private static readonly Script Work = new Script().Step("work", async (context, token) =>
    {
        context.Note("worked");
        await context.AttachAsync("report.txt", "Report", "text/plain", (stream, t) => stream.WriteAsync(Encoding.UTF8.GetBytes("done"), t).AsTask(), token);
        return StepResult.Done();
    });

    [Fact]
    public async Task Log_lines_of_old_runs_go_a_thousand_at_a_time_and_the_runs_stay()
    {
        await using var server = await StartAsync(("Retention:EventDays", "30"));
        var (old, young) = (await FinishedAsync(server, daysAgo: 31), await FinishedAsync(server, daysAgo: 29));
        await using (var db = server.Db())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO portal.run_event (run_id, seq, at, attempt, level, text) SELECT {old}, 1000 + n, now(), 1, 'Info', 'line' FROM generate_series(1, 2500) n");
        }

        var outcome = await RunAsync(server);

        (await server.EventsAsync(old)).ShouldBeEmpty();
        (await server.EventsAsync(young)).ShouldNotBeEmpty();
        outcome.ShouldMatch("^Removed 2,5[0-9]{2} log lines.$");
        await using var after = server.Db();
        (await after.Runs.CountAsync()).ShouldBe(2);
        (await after.RunArtifacts.CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Artifacts_of_old_runs_go_with_their_files()
    {
        await using var server = await StartAsync(("Retention:ArtifactDays", "30"));
        var (old, young) = (await FinishedAsync(server, daysAgo: 31), await FinishedAsync(server, daysAgo: 29));
        var (gone, kept) = (await FileOfAsync(server, old), await FileOfAsync(server, young));

        (await RunAsync(server)).ShouldBe("Removed 1 artifact.");

        await Should.ThrowAsync<FileNotFoundException>(() => server.Get<IFileStore>().OpenAsync(gone, CancellationToken.None));
        await using var file = await server.Get<IFileStore>().OpenAsync(kept, CancellationToken.None);
        file.Length.ShouldBe(4);
    }

    [Fact]
    public async Task Whole_runs_go_unless_something_refers_to_them_and_the_audit_log_stays()
    {
        await using var server = await StartAsync(("Retention:RunDays", "30"));
        var (old, ofManifest, origin, young) = (await FinishedAsync(server, 31), await FinishedAsync(server, 31), await FinishedAsync(server, 31), await FinishedAsync(server, 29));
        var file = await FileOfAsync(server, old);
        await using (var db = server.Db())
        {
            var manifest = GwoManifest.Upload(Guid.NewGuid(), "SD_ME0WME0W", "m.tsv", "00", 1, 1, "key", Actor.Portal, DateTimeOffset.UtcNow);
            manifest.CheckBy(ofManifest);
            db.Add(manifest);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET origin_id = {origin} WHERE id = {young}");
        }

        (await RunAsync(server)).ShouldBe("Removed 1 run.");

        await using var after = server.Db();
        (await after.Runs.Select(r => r.Id).ToListAsync()).ShouldBe([ofManifest, origin, young], ignoreOrder: true);
        (await after.RunSteps.CountAsync(s => s.RunId == old)).ShouldBe(0);
        (await after.AuditEntries.CountAsync(a => a.SubjectKey == $"run:{old}")).ShouldBe(1);
        await Should.ThrowAsync<FileNotFoundException>(() => server.Get<IFileStore>().OpenAsync(file, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_that_was_retried_is_not_over_and_stays_whole()
    {
        await using var server = await StartAsync(("Retention:RunDays", "30"), ("Retention:EventDays", "30"), ("Retention:ArtifactDays", "30"));
        var run = await FinishedAsync(server, 31);
        await using (var db = server.Db())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET state = 'Waiting', ended_at = NULL WHERE id = {run}");
        }

        (await RunAsync(server)).ShouldBe("Nothing was old enough to be removed.");

        (await server.EventsAsync(run)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_schedules_did_and_kept_answers_go_too()
    {
        await using var server = await StartAsync();
        await using (var db = server.Db())
        {
            var (old, young) = (DateTimeOffset.UtcNow.AddDays(-91), DateTimeOffset.UtcNow.AddDays(-89));
            db.AddRange(Ended(old), Ended(young), Reply("old", DateTimeOffset.UtcNow.AddHours(-25)), Reply("young", DateTimeOffset.UtcNow.AddHours(-23)));
            await db.SaveChangesAsync();
        }

        (await RunAsync(server)).ShouldBe("Removed 1 line of what schedules did, 1 kept answer.");

        static ScheduleRun Ended(DateTimeOffset at)
        {
            var run = ScheduleRun.Begin("other", "node", at);
            run.End(true, "fine", at);
            return run;
        }

        static IdempotentReply Reply(string key, DateTimeOffset at) => new() { Caller = "key:x", Key = key, Request = "POST /", CreatedAt = at };
    }

    [Fact]
    public async Task What_was_told_from_outside_long_ago_goes_unless_a_run_waits_for_it()
    {
        await using var server = await StartAsync(("Retention:EventDays", "30"));
        var waiting = await FinishedAsync(server, 31);
        await using (var db = server.Db())
        {
            db.AddRange(Told("old", 31), Told("awaited", 31), Told("young", 29));
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET waiting_key = 'awaited' WHERE id = {waiting}");
        }

        (await RunAsync(server)).ShouldContain("1 event from outside");

        await using var after = server.Db();
        (await after.OutsideEvents.Select(e => e.Key).Order().ToListAsync()).ShouldBe(["awaited", "young"]);

        static OutsideEvent Told(string key, int daysAgo) => new() { Key = key, At = DateTimeOffset.UtcNow.AddDays(-daysAgo) };
    }

    private Task<PortalServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(database, settings);

    private static async Task<PortalServer> StartAsync(TestDatabase database, (string Key, string Value)[] settings) =>
        await PortalServer.StartAsync(await database.CreateAsync(), settings.ToDictionary(s => s.Key, s => (string?)s.Value), Work.Register());

    private static async Task<Guid> FinishedAsync(PortalServer server, int daysAgo)
    {
        var submitted = await server.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        (await server.UntilFinalAsync(submitted.Id)).State.ShouldBe(RunState.Succeeded);
        await using var db = server.Db();
        await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET ended_at = {DateTimeOffset.UtcNow.AddDays(-daysAgo)} WHERE id = {submitted.Id}");
        return submitted.Id;
    }

    private static async Task<string> FileOfAsync(PortalServer server, Guid run)
    {
        await using var db = server.Db();
        return (await db.RunArtifacts.SingleAsync(a => a.RunId == run)).StorageKey;
    }

    private static async Task<string> RunAsync(PortalServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredKeyedService<IScheduledWork>("retention").RunAsync(CancellationToken.None);
    }
}
