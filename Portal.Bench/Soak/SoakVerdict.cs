namespace Portal.Bench.Soak;

/// <summary>From samples to figures: what grew, and was the page up to date.</summary>
internal static class SoakVerdict
{
    private const int Each = 10;
    private const double MostGrowth = 0.10;

    // The page keeps the last 10,000 lines; at five a second it has them after 33 minutes, from where on nothing has a reason to grow.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(35);

    public static IReadOnlyList<Figure> Of(IReadOnlyList<SoakSample> samples, int things, int perSecond, TimeSpan length, TimeSpan every, string file)
    {
        var from = length > 2 * Settled ? Settled : length / 4;
        var settled = samples.Where(s => s.At >= from).ToList();
        var how = $"one page on a run of {things:N0} things, {perSecond} a second, looked at every {every.TotalSeconds:0} s for {length.TotalHours:0.##} h; medians of the first and last {Each} "
            + $"samples after {from.TotalMinutes:0.#} min, the browser's heap after a collection. All samples: {file}";
        (string What, Func<SoakSample, double?> Of, string Unit)[] series =
        [
            ("working set of the server", s => s.WorkingSetMiB, "MiB"),
            ("managed heap of the server", s => s.GcHeapMiB, "MiB"),
            ("heap of the page's scripts", s => s.JsHeapMiB, "MiB"),
            ("nodes of the page", s => s.DomNodes, "nodes"),
        ];
        return [Live(samples, perSecond, how), .. series.Where(s => settled.Any(x => s.Of(x) is not null)).Select(s => Growth(s.What, s.Of, s.Unit, settled, from, how))];
    }

    private static Figure Live(IReadOnlyList<SoakSample> samples, int perSecond, string how)
    {
        var behind = samples.Select(s => s.Behind / (double)perSecond).Order().ToList();
        var moved = samples.Count > 1 && samples[^1].Shown > samples[^2].Shown;
        var live = samples[^1].Live && moved && behind[^1] < 10;
        return new Figure
        {
            What = "the page is live at the end",
            Measured = $"{(samples[^1].Live ? "connected" : "DISCONNECTED")}, {(moved ? "moving" : "STANDING STILL")}, {samples.Count(s => !s.Live)} of {samples.Count} looks without connection",
            Goal = new Goal("connected and up to date", live),
            How = how,
            Parts = [$"behind the database: median {behind[behind.Count / 2]:0.0} s, at most {behind[^1]:0.0} s (in steps of {1.0 / perSecond:0.0} s; the database is read first)"],
        };
    }

    private static Figure Growth(string what, Func<SoakSample, double?> series, string unit, IReadOnlyList<SoakSample> settled, TimeSpan from, string how)
    {
        var (first, last, growth) = Ends(settled, series);
        return new Figure
        {
            What = $"{what}, growth from minute {from.TotalMinutes:0.#} to the end",
            Measured = $"{growth:+0.0%;-0.0%;0.0%} ({first:0.0} → {last:0.0} {unit})",
            Goal = new Goal($"≤ {MostGrowth:0%}", growth <= MostGrowth),
            How = how,
            Parts = [$"over all looks after that: {settled.Min(series):0.0} to {settled.Max(series):0.0} {unit}"],
        };
    }

    private static (double First, double Last, double Growth) Ends(IReadOnlyList<SoakSample> samples, Func<SoakSample, double?> series)
    {
        var values = samples.Select(series).OfType<double>().ToList();
        var each = Math.Min(Each, Math.Max(1, values.Count / 2));
        var (first, last) = (Median(values.Take(each)), Median(values.TakeLast(each)));
        return (first, last, first == 0 ? 0 : (last - first) / first);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : 0;
}
