using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>A program of the centre, here a script, that every worker runs on the runs it was given.</summary>
public sealed class PipelineTests(TestDatabase database) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Script => Path.Combine(_folder.Path, "pipeline.sh");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_fetching_the_program_runs_its_last_line_is_told_and_its_results_are_collected_by_size_and_checksum()
    {
        Write($"""cp "$2" {_folder.Path}/sheet.csv; cp "$1" {_folder.Path}/runs.txt; echo "step 1 of 2"; while [ ! -e {_folder.Path}/go ]; do sleep 0.1; done; mkdir -p "$3/results/deep"; tail -n +2 "$2" | cut -d, -f1 > "$3/results/deep/$4.txt" """);
        await using var world = await WorldAsync();
        await world.AddAsync("210");
        await Eventually.IsAsync(async () => (await LinesAsync(world)).Any(l => l.Kind == WorkerLine.Progress && l.Text.EndsWith("step 1 of 2", StringComparison.Ordinal)), "the program's line");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "");

        var run = await world.CycleAsync(210);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        var worker = await WorkerAsync(world);
        var results = Path.Combine(_folder.Path, "collected", "210", "results", worker.Name);
        var runs = await File.ReadAllLinesAsync(Path.Combine(results, "deep", "210.txt"));
        runs.ShouldBe(await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "runs.txt")));
        runs.Length.ShouldBe(2);
        (await File.ReadAllLinesAsync(Path.Combine(results, "results.tsv")))[1].Split('\t')[..2].ShouldBe(["deep/210.txt", $"{new FileInfo(Path.Combine(results, "deep", "210.txt")).Length}"]);
        var sheet = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "sheet.csv"));
        sheet[0].ShouldBe("sample,fastq_1,fastq_2,single_end");
        sheet[1].Split(',')[1].ShouldEndWith($"/{runs[0]}/{runs[0]}_1.fastq.gz");
        sheet[1].ShouldEndWith(",false");
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
    }

    [Fact]
    public async Task A_program_that_fails_asks_for_a_person_with_process_exit_status_and_the_end_of_what_it_wrote_and_runs_again_on_their_word()
    {
        Write("""echo "launching"; printf "Error executing process > 'SPADES (ERR1)'\n\nCommand exit status:\n  137\n" >&2; exit 3""");
        await using var world = await WorldAsync();
        await world.AddAsync("210");
        var cycle = await world.CycleOfAsync(210);

        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldEndWith("failed: The pipeline (sh) ended with the exit status 3: the process SPADES (ERR1) failed with the exit status 137.");
        var output = (await LinesAsync(world)).Single(l => l.Kind == WorkerLine.Output).Text;
        output.ShouldBe("stdout:\nlaunching\n\nstderr:\nError executing process > 'SPADES (ERR1)'\n\nCommand exit status:\n  137");
        Write("true");
        await world.PostAsync("taxa/210/clear-attention", new { }, System.Net.HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_and_said_so()
    {
        Write($"""echo $$ > {_folder.Path}/pid; exec sleep 600""");
        await using var world = await WorldAsync(("TaxonFetches:PipelineTimeout", "00:00:01"));
        await world.AddAsync("210");

        await world.Server.UntilAsync(await world.CycleOfAsync(210), r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldEndWith("The pipeline did not end within 00:00:01.");
        await Eventually.IsAsync(() => !IsThere(), "the program to end");
    }

    [Fact]
    public async Task Whoever_destroys_a_worker_ends_its_program()
    {
        Write($"""echo $$ > {_folder.Path}/pid.part; mv {_folder.Path}/pid.part {_folder.Path}/pid; exec sleep 600""");
        await using var world = await WorldAsync();
        await world.AddAsync("210");
        await Eventually.IsAsync(() => File.Exists(Path.Combine(_folder.Path, "pid")), "the program to begin");
        var worker = await WorkerAsync(world);

        await world.PostAsync($"workers/{worker.Id}/destroy", new { confirmedName = worker.Name }, System.Net.HttpStatusCode.NoContent);

        await Eventually.IsAsync(() => !IsThere(), "the program to end");
    }

    [Fact]
    public async Task A_program_that_fetches_by_itself_is_believed_no_more_than_a_worker()
    {
        await using var world = await WorldAsync(("TaxonFetches:PipelineFetches", "true"));
        foreach (var run in world.Ena.Runs.Where(r => r.TaxId == 210))
        {
            foreach (var path in run["fastq_ftp"].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(p => p["ftp.sra.ebi.ac.uk".Length..]))
            {
                Directory.CreateDirectory(Path.Combine(_folder.Path, "mirror", run.Accession));
                await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "mirror", run.Accession, path.Split('/')[^1]), world.Ena.File(path)!);
            }
        }

        Write($"""cp "$2" {_folder.Path}/sheet.csv; for run in $(cat "$1"); do cp -r {_folder.Path}/mirror/$run "$3/"; printf x >> "$3/$run/$run"_2.fastq.gz; done""");
        await world.AddAsync("210");
        var cycle = await world.CycleOfAsync(210);
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldContain("The pipeline did not fetch everything: ");
        (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "sheet.csv")))[1].Split(',')[1].ShouldStartWith("http://");
        world.Sandbox.Requests.All.ShouldNotContain(r => r.Service == "fastq");
        Write($"""for run in $(cat "$1"); do cp -r {_folder.Path}/mirror/$run "$3/"; done""");
        await world.PostAsync("taxa/210/clear-attention", new { }, System.Net.HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
    }

    [Theory]
    [InlineData("a.txt\t3\t900150983cd24fb0d6963f7d28e17f72", null)]
    [InlineData("a.txt\t4\t900150983cd24fb0d6963f7d28e17f72", "is not what it listed")]
    [InlineData("a.txt\t3\t00000000000000000000000000000000", "is not what it listed")]
    [InlineData("b.txt\t3\t900150983cd24fb0d6963f7d28e17f72", "but it is not there")]
    [InlineData("../secret\t3\t900150983cd24fb0d6963f7d28e17f72", "leads out of its folder")]
    [InlineData("link.txt\t3\t900150983cd24fb0d6963f7d28e17f72", "leads out of its folder")]
    [InlineData("a.txt 3", "is not path, bytes and MD5")]
    public async Task A_result_is_collected_only_as_it_was_listed_and_never_from_elsewhere(string line, string? doubt)
    {
        var address = Path.Combine(_folder.Path, "worker");
        Directory.CreateDirectory(Path.Combine(address, "results"));
        await File.WriteAllTextAsync(Path.Combine(address, "results", "a.txt"), "abc");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "outside.txt"), "abc");
        File.CreateSymbolicLink(Path.Combine(address, "results", "link.txt"), Path.Combine(_folder.Path, "outside.txt"));
        await File.WriteAllTextAsync(Path.Combine(address, "results.tsv"), $"path\tbytes\tmd5\n{line}\n");
        var worker = Worker.Request(Guid.NewGuid(), "local", 562, Guid.NewGuid(), 0, 1, 1, DateTimeOffset.UtcNow);
        worker.Begin([1], address);
        var options = new PipelineOptions();
        options.PipelineCommand.Add("true");
        var results = new PipelineResults(Microsoft.Extensions.Options.Options.Create(new Portal.Jobs.TaxonFetches.TaxonFetchOptions { CollectTo = _folder.Path }), Microsoft.Extensions.Options.Options.Create(options));

        if (doubt is null)
        {
            await results.CollectAsync(worker, CancellationToken.None);
            (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "562", "results", worker.Name, "a.txt"))).ShouldBe("abc");
        }
        else
        {
            (await Should.ThrowAsync<CollectionDoubtException>(() => results.CollectAsync(worker, CancellationToken.None))).Message.ShouldContain(doubt);
        }
    }

    [Fact]
    public void A_command_with_a_placeholder_nobody_fills_in_stops_the_start()
    {
        var options = new PipelineOptions { PipelineFetches = true };
        options.Validate(new ValidationContext(options)).ShouldHaveSingleItem().ErrorMessage!.ShouldContain("needs TaxonFetches:PipelineCommand");
        new[] { "nextflow", "--input={sheet}", "${home}", "{taxon}" }.ToList().ForEach(options.PipelineCommand.Add);

        options.Validate(new ValidationContext(options)).ShouldHaveSingleItem().ErrorMessage!.ShouldContain("has the placeholder {sheet}; there are {runs}, {samplesheet}, {folder}, {taxon}");
    }

    [Theory]
    [InlineData("local", "outside", "Collector to be portal")]
    [InlineData("digitalocean", "portal", "local or slurm, not digitalocean")]
    public void A_program_whose_results_nobody_would_collect_stops_the_start(string farm, string collector, string sentence)
    {
        var options = new PipelineOptions { Farm = farm, Collector = collector };
        options.PipelineCommand.Add("nextflow");

        options.Validate(new ValidationContext(options)).ShouldHaveSingleItem().ErrorMessage!.ShouldContain(sentence);
    }

    private Task<TaxonWorld> WorldAsync(params (string, string?)[] settings) => TaxonWorld.StartAsync(database, settings:
    [
        ("TaxonFetches:CollectTo", Path.Combine(_folder.Path, "collected")), ("TaxonFetches:PipelineCommand:0", "/bin/sh"), ("TaxonFetches:PipelineCommand:1", Script), ("TaxonFetches:PipelineCommand:2", "{runs}"),
        ("TaxonFetches:PipelineCommand:3", "{samplesheet}"), ("TaxonFetches:PipelineCommand:4", "{folder}"), ("TaxonFetches:PipelineCommand:5", "{taxon}"), .. settings,
    ]);

    private void Write(string body) => File.WriteAllText(Script, $"#!/bin/sh\n{body}\n");

    private bool IsThere() => Directory.Exists($"/proc/{File.ReadAllText(Path.Combine(_folder.Path, "pid")).Trim()}");

    private static async Task<Worker> WorkerAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<Worker>().AsNoTracking().SingleAsync();
    }

    private static async Task<List<WorkerLine>> LinesAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<WorkerLine>().AsNoTracking().OrderBy(l => l.Id).ToListAsync();
    }
}
