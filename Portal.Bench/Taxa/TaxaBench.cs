using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.TaxonFetches;

namespace Portal.Bench.Taxa;

/// <summary>Fetching, judging and storing a taxon of 300,000 runs, beside streaming the same replies to disk and copying them; and picking among 100,000 taxa.</summary>
internal static class TaxaBench
{
    private const int Tracked = 100_000;
    private const int Picks = 400;
    private const int WarmUp = 40;
    private const double TimesMost = 2;
    private const double PickMost = 20;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, int runs, CancellationToken cancellationToken) =>
        [await PickAsync(database, cancellationToken), await FetchAsync(database, runs, cancellationToken)];

    private static async Task<Figure> PickAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        var connectionString = await database.CreateAsync(cancellationToken);
        await using var portal = await BenchPortal.StartAsync(connectionString, "web", _ => { }, cancellationToken);
        await BenchDatabase.ExecuteAsync(connectionString, $"""
            INSERT INTO portal.taxon (tax_id, scientific_name, rank, lineage, status, stage, priority, operator_priority, needs_attention, attentions, generated_warning, repeats, last_checked, checkpoint_time, due, leased, exact, rules_version, runs, passed, collected, added_at, added_by)
            SELECT i, 'Taxon ' || i, 'species', '', CASE WHEN i % 50 = 0 THEN 'Error' ELSE 'Complete' END, 'Update', 1 + i % 4, CASE WHEN i % 100 = 0 THEN 6 END, CASE WHEN i % 70 = 0 THEN 'look' END, 0, false, 0,
                CASE WHEN i % 10 > 0 THEN now() - i * interval '1 minute' END, now(), i % 2 = 0, i % 20 = 0, false, 0, 0, 0, 0, now(), 'bench'
            FROM generate_series(10, {Tracked + 9}) AS i;
            ANALYZE portal.taxon
            """, cancellationToken);
        var (picker, spread) = (portal.Get<TaxonPicker>(), new Spread());
        for (var i = 0; i < WarmUp + Picks; i++)
        {
            var from = Stopwatch.GetTimestamp();
            var picked = await picker.NextAsync(1, cancellationToken);
            if (i >= WarmUp)
            {
                spread.Add(from, Stopwatch.GetTimestamp());
            }

            if (picked.Count != 1)
            {
                throw new InvalidOperationException("Nothing was left to pick, so nothing was measured.");
            }
        }

        return new Figure
        {
            What = $"picking the next of {Tracked:N0} taxa",
            Measured = $"{spread}",
            Goal = new Goal($"p95 < {PickMost} ms", spread.P95 < PickMost),
            How = $"{Picks} picks one after the other after {WarmUp} for warming up, each committed, no taxon twice; half of the taxa are due, one in 20 is under way, one in 50 has stopped, one in 70 waits for a person.",
        };
    }

    private static async Task<Figure> FetchAsync(BenchDatabase database, int runs, CancellationToken cancellationToken)
    {
        using var ena = Process.Start(new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], MadeUpEna.Verb, $"{runs}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var root = await ena.StandardOutput.ReadLineAsync(cancellationToken);
        var connectionString = await database.CreateAsync(cancellationToken);
        await using var portal = await BenchPortal.StartAsync(connectionString, "all",
            s => s.PostConfigure<TaxonFetchOptions>(o => (o.EnaPortalUrl, o.EnaTaxonomyUrl) = ($"{root}/portal", $"{root}/taxonomy")), cancellationToken);
        await ProcessMemory.Own.ForgetPeakAsync(cancellationToken);
        var idle = ProcessMemory.Own.NowMiB;
        await portal.Get<TaxonAddCommands>().AddAsync(new([TaxonIdWords.Read($"{MadeUpEna.TaxId}")]), Actor.Portal, cancellationToken);
        var steps = await EndAsync(portal, cancellationToken);
        var peak = ProcessMemory.Own.PeakMiB;
        var total = steps.Sum(s => s.Took.TotalSeconds);
        var (stream, copy, megabytes) = await BesideAsync(root!, connectionString, cancellationToken);
        ena.StandardInput.Close();
        await ena.WaitForExitAsync(cancellationToken);
        return new Figure
        {
            What = $"cycle of a taxon with {runs:N0} runs",
            Measured = $"{total:0.0} s, {runs / total:N0} runs/s, {peak - idle:0} MiB above idle",
            Beside = [$"streaming the same replies to disk {stream.TotalSeconds:0.0} s and copying them into a table {copy.TotalSeconds:0.0} s"],
            Goal = new Goal($"≤ {TimesMost} × both", total <= TimesMost * (stream + copy).TotalSeconds),
            How = $"once; ENA in a process of its own, {megabytes:0} MB of replies in slices of at most 50,000 runs; the portal in this process; from the first step's start to the last one's end. Beside: each slice to a file, then COPY of the files as text into one table with a primary key.",
            HeldBackBy = "runs, files and links are three tables with indexes, each run's files are rows of their own, and everything is judged and its decision stored.",
            Parts = [string.Join(", ", steps.Select(s => $"{s.Name} {s.Took.TotalSeconds:0.0} s")), $"idle {idle:0} MiB, at the peak {peak:0} MiB"],
        };
    }

    private static async Task<IReadOnlyList<(string Name, TimeSpan Took)>> EndAsync(BenchPortal portal, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
            var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Workflow == TaxonCycleWorkflow.WorkflowName, cancellationToken);
            if (run?.State == RunState.Succeeded)
            {
                var steps = await db.RunSteps.AsNoTracking().Where(s => s.RunId == run.Id).OrderBy(s => s.Position).ToListAsync(cancellationToken);
                return [.. steps.Select(s => (s.Name, s.EndedAt!.Value - s.StartedAt!.Value))];
            }

            if (run?.State.IsFinal() == true)
            {
                throw new InvalidOperationException($"The cycle is {run.State}: {run.Failure} {run.FailureDetail}");
            }

            await Task.Delay(200, cancellationToken);
        }
    }

    private static async Task<(TimeSpan Stream, TimeSpan Copy, double Megabytes)> BesideAsync(string root, string connectionString, CancellationToken cancellationToken)
    {
        var fields = string.Join(',', ReadRunFields.Wanted);
        using var http = new HttpClient();
        var count = async (DayRange range) => long.Parse((await http.GetStringAsync($"{root}/portal/count?query={Uri.EscapeDataString(TaxonQuery.Within("x", range))}", cancellationToken)).Split('\n')[1]);
        var always = TaxonQuery.Always(DateTimeOffset.UtcNow);
        var plan = await PartitionPlan.MakeAsync(always, await count(always), 50_000, count);
        var files = new List<string>();
        var from = Stopwatch.GetTimestamp();
        foreach (var leaf in plan.Leaves)
        {
            var file = Path.GetTempFileName();
            files.Add(file);
            await using var to = File.Create(file);
            await using var reply = await http.GetStreamAsync($"{root}/portal/search?fields={fields}&query={Uri.EscapeDataString(TaxonQuery.Within("x", leaf.Range))}", cancellationToken);
            await reply.CopyToAsync(to, cancellationToken);
            to.Flush(flushToDisk: true);
        }

        var streamed = Stopwatch.GetElapsedTime(from);
        var megabytes = files.Sum(f => new FileInfo(f).Length) / 1e6;
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var make = new NpgsqlCommand($"CREATE TABLE portal.bench_copy ({string.Join(", ", ReadRunFields.Wanted.Select((f, i) => i == 0 ? $"{f} text PRIMARY KEY" : $"{f} text"))})", connection))
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        var buffer = new char[64 * 1024];
        from = Stopwatch.GetTimestamp();
        foreach (var file in files)
        {
            using var rows = new StreamReader(file);
            await using var import = await connection.BeginTextImportAsync("COPY portal.bench_copy FROM STDIN (HEADER)", cancellationToken);
            while (await rows.ReadBlockAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await import.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        var copied = Stopwatch.GetElapsedTime(from);
        files.ForEach(File.Delete);
        return (streamed, copied, megabytes);
    }
}
