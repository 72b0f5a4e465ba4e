using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Workers that are jobs of a real cluster.</summary>
public sealed class SlurmCycleTests(TestDatabase database, SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly TemporaryFolder _collected = new();

    public void Dispose() => _collected.Dispose();

    [Fact]
    public async Task A_taxon_goes_its_whole_cycle_with_jobs_that_fetch_report_and_are_collected()
    {
        await using var world = await WorldAsync();

        var run = await world.TrackedAsync(210);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
        Directory.EnumerateFiles(Path.Combine(_collected.Path, "210"), "*.fastq.gz", SearchOption.AllDirectories).Count().ShouldBe(4);
        Directory.EnumerateFileSystemEntries(Path.Combine(_collected.Path, ".workers")).ShouldBeEmpty();
        var worker = await WorkerAsync(world);
        (worker.Farm, worker.State).ShouldBe(("slurm", WorkerState.Destroyed));
        (await cluster.JobsAsync(worker.Name)).ShouldBe([$"{worker.Handle} COMPLETED"]);
        (await world.GetAsync($"workers/{worker.Id}")).GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("kind").GetString()).ShouldContain("started");
    }

    [Fact]
    public async Task A_job_somebody_killed_asks_for_a_person_who_finds_the_reason_and_whose_word_starts_it_again()
    {
        await using var world = await WorldAsync();
        var worker = await FetchingAsync(world);

        await cluster.RunAsync("scancel", worker.Handle!);
        await world.Server.UntilAsync(worker.CycleRunId, r => r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldContain($"{worker.Name} failed: It ended without a word.");
        var output = (await world.GetAsync($"workers/{worker.Id}")).GetProperty("output");
        output.GetProperty("standing").GetString()!.ShouldStartWith("Its job was cancelled (CANCELLED).");
        output.GetProperty("tail").GetString()!.ShouldContain("CANCELLED");
        world.Sandbox.Faults.Clear();
        await world.PostAsync("taxa/210/clear-attention", new { why = "the node is back" }, System.Net.HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(worker.CycleRunId)).State.ShouldBe(RunState.Succeeded);
        (await cluster.JobsAsync(worker.Name)).Select(j => j.Split(' ')[1]).ShouldBe(["CANCELLED", "COMPLETED"]);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_destroys_a_worker_ends_its_job_and_takes_its_folder_away()
    {
        await using var world = await WorldAsync();
        var worker = await FetchingAsync(world);

        await world.PostAsync($"workers/{worker.Id}/destroy", new { confirmedName = worker.Name }, System.Net.HttpStatusCode.NoContent);

        (await cluster.JobsAsync(worker.Name)).ShouldBe([$"{worker.Handle} CANCELLED"]);
        Directory.Exists(worker.Address).ShouldBeFalse();
        (await world.Server.UntilFinalAsync(worker.CycleRunId)).State.ShouldBe(RunState.Succeeded);
    }

    private async Task<TaxonWorld> WorldAsync()
    {
        Assert.SkipWhen(cluster.WhyNot is not null, cluster.WhyNot ?? "");
        return await TaxonWorld.StartAsync(database, settings: [("TaxonFetches:CollectTo", _collected.Path), .. cluster.Settings]);
    }

    /// <summary>A worker whose job waits for a file that never comes.</summary>
    private static async Task<Worker> FetchingAsync(TaxonWorld world)
    {
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Timeout, Service = "fastq" });
        await world.AddAsync("210");
        await world.Server.UntilAsync(await world.CycleOfAsync(210), r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        await Eventually.IsAsync(async () => (await WorkerAsync(world)).State == WorkerState.Working, "the worker to have begun");
        return await WorkerAsync(world);
    }

    private static async Task<Worker> WorkerAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<Worker>().AsNoTracking().SingleAsync();
    }
}
