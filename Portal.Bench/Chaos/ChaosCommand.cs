using System.Globalization;

namespace Portal.Bench.Chaos;

/// <summary><c>chaos [--kind kill|freeze|database|network|catalogue]… [--moments 200] [--minutes 60] [--seed N]</c></summary>
internal static class ChaosCommand
{
    public const string Verb = "chaos";

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (moments, minutes, seed) = (200, 60, Environment.TickCount);
        var (kinds, catalogue) = (new List<Trouble>(), false);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = arguments.ElementAtOrDefault(i + 1) ?? "";
            switch (arguments[i])
            {
                case "--kind" when Trouble.All.FirstOrDefault(t => t.Name == value) is { } kind:
                    kinds.Add(kind);
                    break;
                case "--kind" when value == CatalogueRound.Name:
                    catalogue = true;
                    break;
                case "--moments" when int.TryParse(value, CultureInfo.InvariantCulture, out moments):
                case "--minutes" when int.TryParse(value, CultureInfo.InvariantCulture, out minutes):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                default:
                    await Console.Error.WriteLineAsync($"Usage: ./test chaos [--kind {string.Join('|', Trouble.All.Select(t => t.Name))}|{CatalogueRound.Name}]… [--moments 200] [--minutes 60] [--seed N]");
                    return 64;
            }
        }

        var everything = kinds.Count == 0 && !catalogue;
        IReadOnlyList<Trouble> rounds = everything ? Trouble.All : kinds;
        Console.WriteLine($"chaos: {moments} moments of each of {string.Join(", ", rounds.Select(r => r.Name).Concat(everything || catalogue ? [CatalogueRound.Name] : []))}, {minutes} minutes at most, seed {seed}");
        var clean = true;
        foreach (var trouble in rounds)
        {
            clean &= await ChaosRound.RunAsync(trouble, moments, TimeSpan.FromMinutes(minutes) / (rounds.Count + 1), seed, cancellationToken);
        }

        if (everything || catalogue)
        {
            clean &= await CatalogueRound.RunAsync(Math.Min(moments, CatalogueRound.Moments), TimeSpan.FromMinutes(minutes) / (rounds.Count + 1), seed, cancellationToken);
        }

        return clean ? 0 : 1;
    }
}
