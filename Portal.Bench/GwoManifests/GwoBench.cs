using System.Diagnostics;

namespace Portal.Bench.GwoManifests;

/// <summary>Checking, planning and loading GWO manifests of 10,000 and 100,000 rows.</summary>
internal static class GwoBench
{
    private const int Small = 10_000;
    private const int Large = 100_000;
    private const int Huge = 1_000_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        var connectionString = await database.CreateAsync(cancellationToken);
        var figures = new List<Figure>
        {
            await ReadAsync(connectionString, Small, 3, cancellationToken),
            await ReadAsync(connectionString, Large, 3, cancellationToken),
            await ReadAsync(connectionString, Huge, 1, cancellationToken),
            await FromRepliesAsync(connectionString, Small, 3, cancellationToken),
            await FromRepliesAsync(connectionString, Large, 3, cancellationToken),
        };
        figures.AddRange(await EndToEndAsync(Small, 3, apply: true, cancellationToken));
        figures.AddRange(await EndToEndAsync(Large, 1, apply: false, cancellationToken));
        return figures;
    }

    private static async Task<Figure> ReadAsync(string connectionString, int rows, int times, CancellationToken cancellationToken)
    {
        var taken = new List<ReadTimes>();
        for (var i = 0; i < times; i++)
        {
            taken.Add(await OwnProcess.RunAsync<ReadTimes>(ReadAndCheck.Name, rows, connectionString, cancellationToken));
        }

        var middle = taken.OrderBy(t => t.Total).ElementAt(times / 2);
        var above = taken.Max(t => t.Peak - t.Idle);
        return new Figure
        {
            What = $"read + check of {rows:N0} rows",
            Measured = $"{middle.Total / 1000:0.00} s, {above:0} MiB above idle",
            Beside = [],
            Goal = rows == Huge ? new Goal("≤ 25 s and ≤ 1 GiB", middle.Total <= 25_000 && middle.Peak <= 1024) : null,
            How = $"{(times == 1 ? "once" : $"median of {times}")}, each in a process of its own after three readings of 2,000 rows for warming up; from the stored .tsv to the {middle.Issues:N0} issues the rows show by themselves.",
            Parts =
            [
                $"reading {middle.Read:0} ms, checking {middle.Check:0} ms; {middle.Processor:0} ms of processor time",
                $"idle {middle.Idle:0} MiB, at the peak {middle.Peak:0} MiB",
            ],
        };
    }

    private static async Task<Figure> FromRepliesAsync(string connectionString, int rows, int times, CancellationToken cancellationToken)
    {
        var taken = new List<CheckTimes>();
        for (var i = 0; i < times; i++)
        {
            taken.Add(await OwnProcess.RunAsync<CheckTimes>(CheckFromReplies.Name, rows, connectionString, cancellationToken));
        }

        var middle = taken.OrderBy(t => t.Total).ElementAt(times / 2);
        var above = taken.Max(t => t.Peak - t.Idle);
        return new Figure
        {
            What = $"check + plan of {rows:N0} rows, replies at hand",
            Measured = $"{middle.Total / 1000:0.00} s, {above:0} MiB above idle",
            Beside = rows == Small
                ? ["upstream, load stage in dry run: 2.70 s, 169 MiB in all", "plain reference program: 0.43 s, 73 MiB"]
                : ["upstream, load stage in dry run: 25.4 s, 859 MiB in all", "plain reference program: 5.5 s, 657 MiB"],
            Goal = rows == Small ? null : new Goal("≤ 3 s and ≤ 300 MiB above idle", middle.Total <= 3000 && above <= 300),
            How = $"median of {times}, each in a process of its own after three checks of 1,000 rows for warming up; from the stored file to {middle.Issues:N0} issues and the plan of {middle.Files:N0} files "
                + "in PostgreSQL, with the listing of S3 and the lists of the Data Service parsed in memory. The memory is the greatest peak of them and counts these replies in.",
            HeldBackBy = "time: copying three plan items a row, thirteen cells each; memory: rows, result and replies held at once.",
            Parts =
            [
                $"reading the file {middle.Read:0} ms, rules and plan {middle.Plan:0} ms, storing {middle.Store:0} ms; {middle.Processor:0} ms of processor time in the portal, the rest is PostgreSQL and waiting",
                $"idle {middle.Idle:0} MiB, with the replies {middle.WithReplies:0} MiB, at the peak {middle.Peak:0} MiB",
            ],
        };
    }

    private static async Task<IReadOnlyList<Figure>> EndToEndAsync(int rows, int times, bool apply, CancellationToken cancellationToken)
    {
        var study = new MadeUpStudy(rows);
        await using var world = await OutsideWorld.StartAsync(study, cancellationToken);
        using var caller = await world.CallerAsync(cancellationToken);
        await caller.CheckAsync(await caller.UploadAsync(new MadeUpStudy(100)));
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var idle = world.Memory.NowMiB;
        await world.Memory.ForgetPeakAsync(cancellationToken);
        var taken = new List<(TimeSpan Total, TimeSpan Upload, IReadOnlyList<StepTime> Steps)>();
        var manifest = "";
        for (var i = 0; i < times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            manifest = await caller.UploadAsync(study);
            var uploaded = Stopwatch.GetElapsedTime(from);
            var steps = await caller.CheckAsync(manifest);
            taken.Add((Stopwatch.GetElapsedTime(from), uploaded, steps));
        }

        var middle = taken.OrderBy(t => t.Total).ElementAt(times / 2);
        var figure = new Figure
        {
            What = $"check + plan of {rows:N0} rows, end to end",
            Measured = $"{middle.Total.TotalSeconds:0.00} s, {world.Memory.PeakMiB - idle:0} MiB above idle",
            Beside = [rows == Small ? "upstream needs 2.70 s after all replies are fetched" : "upstream needs 25.4 s after all replies are fetched"],
            How = $"{(times == 1 ? "once" : $"median of {times}")}, after a check of 100 rows for warming up; over HTTP from the first byte of the upload until the check run is reported as finished, the portal and the sandbox "
                + $"in processes of their own; the Data Service lists {rows:N0} sources with two links each in pages of 1,000. The memory is the portal's peak over all of them.",
            Parts = [$"upload {middle.Upload.TotalMilliseconds:0} ms, {Words(middle.Steps)}", $"idle {idle:0} MiB, at the peak {world.Memory.PeakMiB:0} MiB"],
        };
        return apply ? [figure, await ApplyAsync(caller, manifest, cancellationToken)] : [figure];
    }

    private static async Task<Figure> ApplyAsync(PortalCaller caller, string manifest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var plan = (await caller.ManifestAsync(manifest)).GetProperty("plan");
        var entities = plan.EnumerateObject().Sum(e => e.Value.TryGetProperty("CREATE", out var count) ? count.GetInt32() : 0);
        var from = Stopwatch.GetTimestamp();
        var steps = await caller.ApplyAsync(manifest);
        var took = Stopwatch.GetElapsedTime(from);
        return new Figure
        {
            What = $"loading {entities:N0} new entities",
            Measured = $"{took.TotalSeconds:0.0} s, {entities / took.TotalSeconds:0} a second",
            Beside = ["upstream, one after the other: 189 s for 30,000, 159 a second"],
            Goal = new Goal("≤ 60 s for 30,000", took.TotalSeconds * 30_000 / entities <= 60),
            How = "once; the plan of the manifest before, its good rows, four requests at a time, every write in the ledger; until the apply run, which reads everything back and reports, is finished.",
            Parts = [Words(steps)],
        };
    }

    private static string Words(IReadOnlyList<StepTime> steps) => string.Join(", ", steps.Select(s => $"{s.Name} {s.Took.TotalMilliseconds:0} ms"));
}
