using System.Globalization;
using Portal.Bench;
using Portal.Bench.Engine;
using Portal.Bench.GwoManifests;
using Portal.Bench.Soak;

if (args is [CheckFromReplies.Name, var rows, var connectionString])
{
    return await CheckFromReplies.ChildAsync(int.Parse(rows), connectionString, CancellationToken.None);
}

const string hoursOption = "--hours";
var names = args.ToList();
var hours = 2.0;
if (names.IndexOf(hoursOption) is var at and >= 0)
{
    if (at + 1 >= names.Count || !double.TryParse(names[at + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out hours) || hours <= 0)
    {
        await Console.Error.WriteLineAsync($"{hoursOption} needs a number of hours, such as 2 or 0.05.");
        return 64;
    }

    names.RemoveRange(at, 2);
}

// Without a name only those that need minutes, not hours.
NamedBench[] benches =
[
    new("engine", Always: true, OnDatabase(EngineBench.RunAsync)),
    new("gwo", Always: true, OnDatabase(GwoBench.RunAsync)),
    new("soak", Always: false, token => SoakBench.RunAsync(hours, token)),
];

if (names.FirstOrDefault(n => !benches.Any(b => b.Name == n)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no bench “{unknown}”. Known are: {string.Join(", ", benches.Select(b => b.Name))}; without a name, {string.Join(", ", benches.Where(b => b.Always).Select(b => b.Name))}.");
    return 64;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

await Machine.WriteAsync(Console.Out);
foreach (var bench in benches.Where(b => names.Count == 0 ? b.Always : names.Contains(b.Name)))
{
    FigureTable.Write(Console.Out, bench.Name, await bench.RunAsync(interrupted.Token));
}

return 0;

static Func<CancellationToken, Task<IReadOnlyList<Figure>>> OnDatabase(Func<BenchDatabase, CancellationToken, Task<IReadOnlyList<Figure>>> run) => async cancellationToken =>
{
    await using var database = await BenchDatabase.StartAsync(cancellationToken);
    return await run(database, cancellationToken);
};
