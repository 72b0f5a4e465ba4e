using System.Globalization;

namespace Portal.Bench.Chaos;

/// <summary><c>chaos [--kind kill|freeze|database|network|load]… [--moments 200] [--minutes 60] [--seed N]</c></summary>
internal static class ChaosCommand
{
    public const string Verb = "chaos";

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (moments, minutes, seed) = (200, 60, Environment.TickCount);
        var kinds = new List<Trouble>();
        var load = false;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = arguments.ElementAtOrDefault(i + 1) ?? "";
            switch (arguments[i])
            {
                case "--kind" when Trouble.All.FirstOrDefault(t => t.Name == value) is { } kind:
                    kinds.Add(kind);
                    break;
                case "--kind" when value == LoadChaos.Name:
                    load = true;
                    break;
                case "--moments" when int.TryParse(value, CultureInfo.InvariantCulture, out moments):
                case "--minutes" when int.TryParse(value, CultureInfo.InvariantCulture, out minutes):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                default:
                    await Console.Error.WriteLineAsync($"Usage: ./test chaos [--kind {string.Join('|', [.. Trouble.All.Select(t => t.Name), LoadChaos.Name])}]… [--moments 200] [--minutes 60] [--seed N]");
                    return 64;
            }
        }

        var everything = kinds.Count == 0 && !load;
        var rounds = everything ? Trouble.All : kinds;
        Console.WriteLine($"chaos: {moments} moments of each of {string.Join(", ", rounds.Select(r => r.Name).Concat(everything || load ? ["a load killed at every request"] : []))}, {minutes} minutes at most, seed {seed}");
        var clean = (!everything && !load) || await LoadChaos.RunAsync(cancellationToken);
        foreach (var trouble in rounds)
        {
            clean &= await ChaosRound.RunAsync(trouble, moments, TimeSpan.FromMinutes(minutes) / Math.Max(1, rounds.Count), seed, cancellationToken);
        }

        return clean ? 0 : 1;
    }
}
