using System.Globalization;

namespace Portal.Bench.Chaos;

/// <summary><c>chaos [--kind kill|freeze|database|network|load|catalogue|taxa|imaging]… [--moments 200] [--minutes 60] [--seed N]</c></summary>
internal static class ChaosCommand
{
    public const string Verb = "chaos";

    private static readonly IReadOnlyList<string> Kinds = [.. Trouble.All.Select(t => t.Name), LoadChaos.Name, CatalogueRound.Name, TaxaRound.Name, ImagingRound.Name];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (moments, minutes, seed) = (200, 60, Environment.TickCount);
        var kinds = new List<string>();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = arguments.ElementAtOrDefault(i + 1) ?? "";
            switch (arguments[i])
            {
                case "--kind" when Kinds.Contains(value):
                    kinds.Add(value);
                    break;
                case "--moments" when int.TryParse(value, CultureInfo.InvariantCulture, out moments):
                case "--minutes" when int.TryParse(value, CultureInfo.InvariantCulture, out minutes):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                default:
                    await Console.Error.WriteLineAsync($"Usage: ./test chaos [--kind {string.Join('|', Kinds)}]… [--moments 200] [--minutes 60] [--seed N]");
                    return 64;
            }
        }

        var asked = kinds.Count == 0 ? Kinds : kinds;
        Console.WriteLine($"chaos: {moments} moments of each of {string.Join(", ", asked)}, {minutes} minutes at most, seed {seed}");
        var (clean, each) = (true, TimeSpan.FromMinutes(minutes) / asked.Count);
        foreach (var kind in asked)
        {
            clean &= kind switch
            {
                LoadChaos.Name => await LoadChaos.RunAsync(cancellationToken),
                CatalogueRound.Name => await CatalogueRound.RunAsync(Math.Min(moments, CatalogueRound.Moments), each, seed, cancellationToken),
                TaxaRound.Name => await TaxaRound.RunAsync(Math.Min(moments, TaxaRound.Cycles), each, seed, cancellationToken),
                ImagingRound.Name => await ImagingRound.RunAsync(Math.Min(moments, ImagingRound.Orders), each, seed, cancellationToken),
                _ => await ChaosRound.RunAsync(Trouble.All.Single(t => t.Name == kind), moments, each, seed, cancellationToken),
            };
        }

        return clean ? 0 : 1;
    }
}
