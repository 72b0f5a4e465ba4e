using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Workers that are processes of their own, fetching over HTTP and reporting to the portal that started them.</summary>
public sealed class LocalFarmTests(TestDatabase database)
{
    [Fact]
    public async Task Files_are_fetched_by_processes_of_this_machine_verified_and_collected_and_a_broken_transfer_goes_on_where_it_was()
    {
        using var collected = new TemporaryFolder();
        await using var world = await TaxonWorld.StartAsync(database, settings: [("TaxonFetches:CollectTo", collected.Path)]);
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Malformed, Service = "fastq", Times = 1 }); // half a file

        var run = await world.TrackedAsync(210);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
        foreach (var file in Passing(world, 210))
        {
            (await File.ReadAllBytesAsync(Path.Combine(collected.Path, "210", file.Split('/')[^2], file.Split('/')[^1]))).ShouldBe(world.Ena.File(file), file);
        }

        world.Sandbox.Requests.All.Count(r => r.Service == "fastq" && r.Status == 206).ShouldBe(1);
        Directory.EnumerateFileSystemEntries(Path.Combine(collected.Path, ".workers")).ShouldBeEmpty();
        await using var db = world.Server.Db();
        (await db.Set<Worker>().Select(w => w.State).Distinct().ToListAsync()).ShouldBe([WorkerState.Destroyed]);
    }

    [Fact]
    public async Task A_file_with_a_flipped_byte_is_an_error_with_its_reason_and_the_worker_recovers_when_it_is_right_again()
    {
        using var collected = new TemporaryFolder();
        await using var world = await TaxonWorld.StartAsync(database, settings: [("TaxonFetches:CollectTo", collected.Path)]);
        var file = Passing(world, 210)[0];
        var right = world.Ena.File(file)!;
        world.Ena.Store(file, [.. right[..^1], (byte)(right[^1] ^ 1)]);
        await world.AddAsync("210");
        var cycle = await world.CycleOfAsync(210);

        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldContain($"{file.Split('/')[^1]} has the MD5");
        world.Ena.Store(file, right);
        await world.PostAsync("taxa/210/clear-attention", new { }, System.Net.HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
    }

    private static List<string> Passing(TaxonWorld world, long taxId) =>
        [.. world.Ena.Runs.Where(r => r.TaxId == taxId && r["library_strategy"] == "WGS" && r["instrument_platform"] == "ILLUMINA" && r["library_source"] == "GENOMIC" && r["library_layout"] == "PAIRED")
            .SelectMany(r => r["fastq_ftp"].Split(';')).Select(p => p["ftp.sra.ebi.ac.uk".Length..])];
}
