using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Somebody elsewhere asks what is ready, fetches it and reports; the portal copies nothing.</summary>
public sealed class OutsideCollectorTests(TestDatabase database) : IDisposable
{
    private readonly FakeFarm _farm = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _farm.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_ready_list_has_exactly_the_workers_whose_data_are_ready_with_all_a_collector_needs()
    {
        await using var world = await WorldAsync();
        var orders = await StartedAsync(world, 2);
        (await ReadyAsync(world)).ShouldBeEmpty();

        await WorkerCalls.SayReadyAsync(world, orders[0]);

        var ready = (await ReadyAsync(world)).ShouldHaveSingleItem();
        (ready.GetProperty("workerId").GetGuid(), ready.GetProperty("address").GetString(), ready.GetProperty("scientificName").GetString()).ShouldBe((orders[0].WorkerId, orders[0].Folder, "Klebsiella pneumoniae"));
        ready.GetProperty("runs").EnumerateArray().SelectMany(r => r.GetProperty("files").EnumerateArray()).Select(f => (f.GetProperty("path").GetString(), f.GetProperty("bytes").GetInt64(), f.GetProperty("md5").GetString()))
            .ShouldBe(orders[0].Files.Select(f => ((string?)$"{f.RunAccession}/{f.Name}", f.Bytes, (string?)f.Md5)), ignoreOrder: true);
    }

    [Fact]
    public async Task When_everything_of_a_worker_was_reported_it_goes_and_after_the_last_one_the_cycle_goes_on()
    {
        await using var world = await WorldAsync();
        var orders = await StartedAsync(world, 2);
        await WorkerCalls.SayReadyAsync(world, orders[0]);
        await WorkerCalls.SayReadyAsync(world, orders[1]);
        var cycle = await world.CycleOfAsync(573);
        await world.Server.UntilAsync(cycle, r => r.WaitingFor?.Contains("collector to fetch what 2 workers have") == true);

        var first = Of(orders[0]);
        var half = await ReportAsync(world, orders[0], new(first.Runs!.Take(1).ToList()));
        (half.GetProperty("state").GetString(), half.GetProperty("collected").GetInt32()).ShouldBe(("Ready", 1));
        (await ReadyAsync(world)).First(w => w.GetProperty("workerId").GetGuid() == orders[0].WorkerId).GetProperty("runs").GetArrayLength().ShouldBe(first.Runs!.Count - 1);
        (await ReportAsync(world, orders[0], first)).GetProperty("left").GetInt32().ShouldBe(0);
        await world.Server.UntilAsync(cycle, r => r.WaitingFor?.Contains("collector to fetch what 1 worker has") == true);
        _farm.Calls.Count(c => c.StartsWith("destroy")).ShouldBe(1);
        await ReportAsync(world, orders[1], Of(orders[1]));

        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        _farm.Calls.Count(c => c.StartsWith("destroy")).ShouldBe(2);
        var taxon = await world.TaxonAsync(573);
        (taxon.Status, taxon.Stage, taxon.Collected).ShouldBe((TaxonStatus.Complete, TaxonStage.Update, 5));
        Directory.Exists(Path.Combine(_folder.Path, "573")).ShouldBeFalse(); // the portal copied nothing
        (await ReportAsync(world, orders[1], Of(orders[1]))).GetProperty("left").GetInt32().ShouldBe(0); // the same report again, after everything
        await using var db = world.Server.Db();
        (await db.AuditEntries.CountAsync(e => e.Action == "worker.collected")).ShouldBe(3);
    }

    [Fact]
    public async Task A_report_that_is_not_as_ENA_lists_or_comes_at_the_wrong_time_records_nothing()
    {
        await using var world = await WorldAsync();
        var orders = await StartedAsync(world, 2);
        var whole = Of(orders[0]);

        await RefusedAsync(world, orders[0].WorkerId, whole, HttpStatusCode.Conflict, "not ready to be collected");
        await WorkerCalls.SayReadyAsync(world, orders[0]);
        await RefusedAsync(world, Guid.NewGuid(), whole, HttpStatusCode.NotFound, "no such worker");
        await RefusedAsync(world, orders[0].WorkerId, new([]), HttpStatusCode.BadRequest, "Send runs");
        await RefusedAsync(world, orders[0].WorkerId, new([new("ERR1", null)]), HttpStatusCode.BadRequest, "needs its accession and files");
        await RefusedAsync(world, orders[0].WorkerId, Of(orders[1]), HttpStatusCode.Conflict, "is no run of");
        await RefusedAsync(world, orders[0].WorkerId, Changed(whole, f => f with { Bytes = f.Bytes - 1 }), HttpStatusCode.Conflict, "is not what ENA lists");
        await RefusedAsync(world, orders[0].WorkerId, Changed(whole, f => f with { Md5 = new string('0', 32) }), HttpStatusCode.Conflict, "is not what ENA lists");
        await RefusedAsync(world, orders[0].WorkerId, Changed(whole, f => f with { Name = "other.gz" }), HttpStatusCode.Conflict, "is missing in the report");

        await using var db = world.Server.Db();
        (await db.Set<WorkerAssignment>().CountAsync(a => a.Status == AssignmentStatus.Collected)).ShouldBe(0);
    }

    [Fact]
    public async Task What_could_not_be_collected_keeps_worker_and_address_and_asks_for_a_person_once()
    {
        await using var world = await WorldAsync(("TaxonFetches:RunsPerWorker", "50"));
        var order = (await StartedAsync(world, 1))[0];
        await world.PostAsync($"collections/{order.WorkerId}/failed", new { reason = "early" }, HttpStatusCode.Conflict);
        await WorkerCalls.SayReadyAsync(world, order);
        var cycle = await world.CycleOfAsync(573);
        await world.Server.UntilAsync(cycle, r => r.WaitingFor?.Contains("collector") == true);

        await world.PostAsync($"collections/{order.WorkerId}/failed", new { reason = " " }, HttpStatusCode.BadRequest);
        await world.PostAsync($"collections/{order.WorkerId}/failed", new { reason = "rsync ended with 23" }, HttpStatusCode.NoContent);
        await world.PostAsync($"collections/{order.WorkerId}/failed", new { reason = "rsync ended with 23" }, HttpStatusCode.NoContent);

        await world.Server.UntilAsync(cycle, r => r.WaitingKey?.StartsWith("taxon:573:attention") == true);
        var taxon = await world.TaxonAsync(573);
        (taxon.NeedsAttention!.EndsWith("could not be collected: rsync ended with 23"), taxon.Attentions).ShouldBe((true, 1));
        (await ReadyAsync(world)).ShouldBeEmpty(); // nothing is done by anybody until somebody has looked
        await using (var db = world.Server.Db())
        {
            var worker = await db.Set<Worker>().SingleAsync();
            (worker.State, worker.Address, worker.Reason).ShouldBe((WorkerState.Ready, order.Folder, "rsync ended with 23"));
            (await db.AuditEntries.CountAsync(e => e.Action == "worker.not-collected")).ShouldBe(1);
        }

        _farm.Calls.ShouldNotContain("destroy 0");
        await world.PostAsync("taxa/573/clear-attention", new { }, HttpStatusCode.NoContent);
        (await ReadyAsync(world)).ShouldHaveSingleItem().GetProperty("doubt").GetString().ShouldBe("rsync ended with 23");
        await ReportAsync(world, order, Of(order));
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Where_the_portal_collects_nobody_reports_and_reports_are_an_operators()
    {
        await using var world = await WorldAsync(("TaxonFetches:Collector", "portal"));
        await world.PostAsync($"collections/{Guid.NewGuid()}/collected", Of(new(Guid.NewGuid(), "", new("http://x/"), "", [])), HttpStatusCode.Conflict);

        using var curator = await world.Server.ClientAsync(Role.Curator);
        using var refused = await curator.PostAsJsonAsync($"/api/v1/collections/{Guid.NewGuid()}/failed", new { reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<TaxonWorld> WorldAsync(params (string, string?)[] settings) =>
        TaxonWorld.StartAsync(database, _farm.Register(), [("TaxonFetches:CollectTo", _folder.Path), ("TaxonFetches:Collector", "outside"), ("TaxonFetches:RunsPerWorker", "3"), ("Runs:Sweep", "00:00:00.500"), .. settings]);

    private async Task<List<WorkerOrder>> StartedAsync(TaxonWorld world, int workers)
    {
        await world.AddAsync("573");
        await world.Server.UntilAsync(await world.CycleOfAsync(573), r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        _farm.Orders.Count.ShouldBe(workers);
        return [.. _farm.Orders.Values.OrderBy(o => o.WorkerId)];
    }

    private static async Task<List<JsonElement>> ReadyAsync(TaxonWorld world) => [.. (await world.GetAsync("collections/ready")).GetProperty("items").EnumerateArray()];

    private static Task<JsonElement> ReportAsync(TaxonWorld world, WorkerOrder order, Report report) => world.PostAsync($"collections/{order.WorkerId}/collected", report);

    private static async Task RefusedAsync(TaxonWorld world, Guid worker, Report report, HttpStatusCode status, string why)
    {
        using var reply = await world.Client.PostAsJsonAsync($"/api/v1/collections/{worker}/collected", report);
        var text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(status, text);
        text.ShouldContain(why);
    }

    private static Report Of(WorkerOrder order) => new([.. order.Files.GroupBy(f => f.RunAccession).Select(r => new ReportedRun(r.Key, [.. r.Select(f => new ReportedFile(f.Name, f.Bytes, f.Md5))]))]);

    private static Report Changed(Report report, Func<ReportedFile, ReportedFile> change) =>
        new([.. report.Runs!.Select((r, i) => i > 0 ? r : r with { Files = [.. r.Files!.Select((f, j) => j > 0 ? f : change(f))] })]);
}
