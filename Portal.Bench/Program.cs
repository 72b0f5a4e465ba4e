using System.Globalization;
using Portal.Bench;
using Portal.Bench.Catalogues;
using Portal.Bench.Chaos;
using Portal.Bench.Engine;
using Portal.Bench.GwoManifests;
using Portal.Bench.Imaging;
using Portal.Bench.Lists;
using Portal.Bench.Live;
using Portal.Bench.Pages;
using Portal.Bench.Retry;
using Portal.Bench.Soak;
using Portal.Bench.Taxa;

if (args is [CheckFromReplies.Name or ReadAndCheck.Name, var rows, var connectionString])
{
    return args[0] == ReadAndCheck.Name
        ? await ReadAndCheck.ChildAsync(int.Parse(rows), connectionString, CancellationToken.None)
        : await CheckFromReplies.ChildAsync(int.Parse(rows), connectionString, CancellationToken.None);
}

if (args is [MadeUpEna.Verb, var runsOfEna])
{
    return await MadeUpEna.RunAsync(int.Parse(runsOfEna));
}

if (args is [ChaosNode.Verb, var nodeName, var database, var witness])
{
    return await ChaosNode.RunAsync(nodeName, database, witness);
}

if (args is [LoadNode.Verb, var loadNode, var loadDatabase, var settings, var role, var loadPort])
{
    return await LoadNode.RunAsync(loadNode, loadDatabase, settings, role, int.Parse(loadPort));
}

if (args is [ChaosCommand.Verb, .. var chaos])
{
    return await ChaosCommand.RunAsync(chaos, CancellationToken.None);
}

var names = args.ToList();
if (!double.TryParse(Option("--hours") ?? "2", NumberStyles.Float, CultureInfo.InvariantCulture, out var hours) || hours <= 0)
{
    await Console.Error.WriteLineAsync("--hours needs a number of hours, such as 2 or 0.05.");
    return 64;
}

if (!int.TryParse(Option("--genomes") ?? "10000", NumberStyles.None, CultureInfo.InvariantCulture, out var genomes))
{
    await Console.Error.WriteLineAsync("--genomes needs 1000 or 10000.");
    return 64;
}

var kept = Option("--database"); // lists: another time on what was made before

// Without a name only those that need minutes, not hours.
NamedBench[] benches =
[
    new("engine", Always: true, OnDatabase(EngineBench.RunAsync)),
    new("retry", Always: true, OnDatabase(RetryBench.RunAsync)),
    new("live", Always: true, LiveBench.RunAsync),
    new("pages", Always: true, PagesBench.RunAsync),
    new("gwo", Always: true, OnDatabase(GwoBench.RunAsync)),
    new("grid", Always: true, GridBench.RunAsync),
    new("catalogues", Always: false, OnDatabase((database, token) => CataloguesBench.RunAsync(database, genomes, token))),
    new("taxa", Always: false, OnDatabase((database, token) => TaxaBench.RunAsync(database, 300_000, token))),
    new("imaging", Always: false, OnDatabase(ImagingBench.RunAsync)),
    new("lists", Always: false, kept is null ? OnDatabase(async (database, token) => await ListsBench.RunAsync(await database.CreateAsync(token), token)) : token => ListsBench.RunAsync(kept, token)),
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

// Takes it and its value out of the names.
string? Option(string option)
{
    var at = names.IndexOf(option);
    var value = at >= 0 ? names.ElementAtOrDefault(at + 1) ?? "" : null;
    names.RemoveRange(Math.Max(0, at), at < 0 ? 0 : Math.Min(2, names.Count - at));
    return value;
}
