using Portal.Bench;
using Portal.Bench.Chaos;
using Portal.Bench.Engine;
using Portal.Bench.GwoManifests;

Dictionary<string, Func<BenchDatabase, CancellationToken, Task<IReadOnlyList<Figure>>>> benches = new(StringComparer.Ordinal)
{
    ["engine"] = EngineBench.RunAsync,
    ["gwo"] = GwoBench.RunAsync,
};

if (args is [CheckFromReplies.Name, var rows, var connectionString])
{
    return await CheckFromReplies.ChildAsync(int.Parse(rows), connectionString, CancellationToken.None);
}

if (args is [ChaosNode.Verb, var nodeName, var database, var witness])
{
    return await ChaosNode.RunAsync(nodeName, database, witness);
}

if (args is [ChaosCommand.Verb, .. var chaos])
{
    return await ChaosCommand.RunAsync(chaos, CancellationToken.None);
}

if (args.FirstOrDefault(a => !benches.ContainsKey(a)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no bench “{unknown}”. Known are: {string.Join(", ", benches.Keys)}; without a name, all of them.");
    return 64;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

await Machine.WriteAsync(Console.Out);
foreach (var name in args.Length == 0 ? [.. benches.Keys] : args)
{
    await using var own = await BenchDatabase.StartAsync(interrupted.Token);
    FigureTable.Write(Console.Out, name, await benches[name](own, interrupted.Token));
}

return 0;
