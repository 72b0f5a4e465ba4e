using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class WorkerTests(TestDatabase database) : IDisposable
{
    private readonly FakeFarm _farm = new();
    private readonly TemporaryFolder _collected = new();

    public void Dispose()
    {
        _farm.Dispose();
        _collected.Dispose();
    }

    [Fact]
    public async Task The_taxon_is_ready_only_when_all_workers_are_and_then_everything_is_collected_before_anything_is_destroyed()
    {
        await using var world = await WorldAsync(("TaxonFetches:RunsPerWorker", "3"));
        var (cycle, orders) = await StartedAsync(world, 573, 2);
        orders.ForEach(o => _farm.LayDown(o, world.Ena));

        await SayAsync(world, orders[0], new("ready"));
        (await world.TaxonAsync(573)).Status.ShouldBe(TaxonStatus.InProgress);
        await SayAsync(world, orders[1], new("ready"));
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);

        var taxon = await world.TaxonAsync(573);
        (taxon.Status, taxon.Stage, taxon.Collected).ShouldBe((TaxonStatus.Complete, TaxonStage.Update, 5));
        _farm.Calls.Count(c => c.StartsWith("destroy")).ShouldBe(2);
        Directory.EnumerateFiles(Path.Combine(_collected.Path, "573"), "*", SearchOption.AllDirectories).Count().ShouldBe(orders.Sum(o => o.Files.Count));
        await using var db = world.Server.Db();
        (await db.Set<WorkerAssignment>().Select(a => a.Status).Distinct().ToListAsync()).ShouldBe([AssignmentStatus.Collected]);
        (await db.Set<Worker>().ToListAsync()).ShouldAllBe(w => w.State == WorkerState.Destroyed && w.Address == null && w.SecretHash.Length == 0);
    }

    [Fact]
    public async Task A_worker_is_believed_only_with_its_own_secret_and_never_backwards()
    {
        await using var world = await WorldAsync(("TaxonFetches:RunsPerWorker", "3"));
        var (_, orders) = await StartedAsync(world, 573, 2);
        var (one, other) = (orders[0], orders[1]);

        (await SayAsync(world, one, new("started", 1), secret: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SayAsync(world, one, new("started", 1), secret: "pw_guess")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SayAsync(world, one, new("started", 1), secret: other.Secret)).ShouldBe(HttpStatusCode.Forbidden);
        (await SayAsync(world, one, new("done", 1))).ShouldBe(HttpStatusCode.BadRequest);
        (await SayAsync(world, one, new("error", 1))).ShouldBe(HttpStatusCode.BadRequest);
        (await SayAsync(world, one, new("ready", 1, 0, "x"))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, one, new StringContent("hello", Encoding.UTF8, "application/json"))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, one, new StringContent($$"""{"state":"error","reason":"{{new string('x', 70_000)}}"}""", Encoding.UTF8, "application/json"))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SayAsync(world, one, new("started", 1))).ShouldBe(HttpStatusCode.NoContent);
        (await SayAsync(world, one, new("progress", 2, 100))).ShouldBe(HttpStatusCode.NoContent);
        (await SayAsync(world, one, new("progress", 2, 999))).ShouldBe(HttpStatusCode.NoContent); // the same message again
        (await WorkerAsync(world, one)).DoneBytes.ShouldBe(100);
        (await SayAsync(world, one, new("ready", 3))).ShouldBe(HttpStatusCode.NoContent);
        (await SayAsync(world, one, new("ready", 3))).ShouldBe(HttpStatusCode.NoContent);
        (await SayAsync(world, one, new("progress", 4, 1))).ShouldBe(HttpStatusCode.Conflict);
        (await SayAsync(world, one, new("error", 5, 0, "late"))).ShouldBe(HttpStatusCode.Conflict);
        (await WorkerAsync(world, one)).State.ShouldBe(WorkerState.Ready);
    }

    [Fact]
    public async Task An_error_asks_for_a_person_and_whoever_clears_it_starts_the_worker_again_with_a_new_secret()
    {
        await using var world = await WorldAsync();
        var (cycle, orders) = await StartedAsync(world, 573, 1);

        await SayAsync(world, orders[0], new("error", 1, 0, "nextflow exit 1"));
        await world.Server.UntilAsync(cycle, r => r.WaitingKey?.StartsWith("taxon:573:attention") == true);

        (await world.TaxonAsync(573)).NeedsAttention!.ShouldEndWith("failed: nextflow exit 1");
        _farm.Calls.ShouldNotContain("destroy 0");
        await world.PostAsync("taxa/573/clear-attention", new { why = "disk was full" }, HttpStatusCode.NoContent);
        await world.Server.UntilAsync(cycle, _ => _farm.Orders[orders[0].WorkerId].Secret != orders[0].Secret);
        (await SayAsync(world, orders[0], new("ready", 2))).ShouldBe(HttpStatusCode.Unauthorized); // the one before is no longer listened to
        _farm.LayDown(_farm.Orders[orders[0].WorkerId], world.Ena);
        await SayAsync(world, _farm.Orders[orders[0].WorkerId], new("ready", 1));
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
    }

    [Theory]
    [InlineData("missing", "is not there")]
    [InlineData("flipped", "is not what ENA lists")]
    [InlineData("short", "is not what ENA lists")]
    public async Task Any_doubt_while_collecting_keeps_worker_address_and_files(string damage, string why)
    {
        await using var world = await WorldAsync();
        var (cycle, orders) = await StartedAsync(world, 573, 1);
        _farm.LayDown(orders[0], world.Ena);
        var file = Path.Combine(orders[0].Folder, orders[0].Files[^1].RunAccession, orders[0].Files[^1].Name);
        var content = await File.ReadAllBytesAsync(file);
        if (damage == "missing")
        {
            File.Delete(file);
        }
        else
        {
            content[^1] ^= 1;
            await File.WriteAllBytesAsync(file, damage == "short" ? content[..^1] : content);
        }

        await SayAsync(world, orders[0], new("ready"));
        await world.Server.UntilAsync(cycle, r => r.WaitingKey?.StartsWith("taxon:573:attention") == true);

        (await world.TaxonAsync(573)).NeedsAttention!.ShouldContain(why);
        var worker = await WorkerAsync(world, orders[0]);
        (worker.State, worker.Address).ShouldBe((WorkerState.Ready, orders[0].Folder));
        worker.Reason!.ShouldContain(why);
        _farm.Calls.ShouldNotContain("destroy 0");
        await File.WriteAllBytesAsync(file, world.Ena.File(orders[0].Files[^1].Address.AbsolutePath)!);
        await world.PostAsync("taxa/573/clear-attention", new { }, HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_worker_with_anything_uncollected_goes_only_when_somebody_confirms_with_its_name()
    {
        await using var world = await WorldAsync();
        var (cycle, orders) = await StartedAsync(world, 573, 1);
        var worker = await WorkerAsync(world, orders[0]);

        await world.PostAsync($"workers/{worker.Id}/destroy", new { }, HttpStatusCode.Conflict);
        await world.PostAsync($"workers/{worker.Id}/destroy", new { confirmedName = worker.Name, why = "wrong machine" }, HttpStatusCode.NoContent);

        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        (await SayAsync(world, orders[0], new("ready"))).ShouldBe(HttpStatusCode.Unauthorized);
        await using var db = world.Server.Db();
        (await db.Set<WorkerAssignment>().Select(a => a.Status).Distinct().ToListAsync()).ShouldBe([AssignmentStatus.Abandoned]);
        (await db.AuditEntries.SingleAsync(e => e.Action == "worker.destroy")).Why.ShouldBe("wrong machine");
        (await world.TaxonAsync(573)).Collected.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_taxon_waits_at_its_stage_until_a_worker_is_free_and_a_shared_run_is_fetched_once()
    {
        await using var world = await WorldAsync(("TaxonFetches:MaxWorkers", "1"));
        var (first, orders) = await StartedAsync(world, 562, 1);
        await world.AddAsync("561");
        var second = await world.CycleOfAsync(561);
        await world.Server.UntilAsync(second, r => r is { State: RunState.Waiting, WaitingFor: "a free worker" });
        (await world.TaxonAsync(561)).Stage.ShouldBe(TaxonStage.Workers);

        _farm.LayDown(orders[0], world.Ena);
        await SayAsync(world, orders[0], new("ready"));
        await world.Server.UntilFinalAsync(first);
        await world.Server.UntilAsync(second, _ => _farm.Orders.Count == 2);

        var rest = _farm.Orders.Values.Single(o => o.WorkerId != orders[0].WorkerId);
        rest.Files.Select(f => f.RunAccession).Distinct().Order().ShouldBe(["ERR9056400", "ERR9056401"]); // what 562 did not bring
    }

    private Task<TaxonWorld> WorldAsync(params (string, string?)[] settings) =>
        TaxonWorld.StartAsync(database, _farm.Register(), [("TaxonFetches:CollectTo", _collected.Path), ("Runs:Sweep", "00:00:00.500"), .. settings]);

    /// <summary>A taxon whose workers are started: its cycle and what they were told, by share.</summary>
    private async Task<(Guid Cycle, List<WorkerOrder> Orders)> StartedAsync(TaxonWorld world, long taxId, int workers)
    {
        await world.AddAsync($"{taxId}");
        var cycle = await world.CycleOfAsync(taxId);
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        _farm.Orders.Count.ShouldBe(workers);
        return (cycle, [.. _farm.Orders.Values.OrderBy(o => o.WorkerId)]);
    }

    private static async Task<Worker> WorkerAsync(TaxonWorld world, WorkerOrder order)
    {
        await using var db = world.Server.Db();
        return await db.Set<Worker>().AsNoTracking().SingleAsync(w => w.Id == order.WorkerId);
    }

    private static Task<HttpStatusCode> SayAsync(TaxonWorld world, WorkerOrder order, WorkerMessage message) => SayAsync(world, order, message, order.Secret);

    private static Task<HttpStatusCode> SayAsync(TaxonWorld world, WorkerOrder order, WorkerMessage message, string? secret) => WorkerCalls.SayAsync(world, order.WorkerId, JsonContent.Create(message), secret);

    private static Task<HttpStatusCode> SendAsync(TaxonWorld world, WorkerOrder order, HttpContent content) => WorkerCalls.SayAsync(world, order.WorkerId, content, order.Secret);
}
