using System.Diagnostics;

namespace Portal.Bench;

/// <summary>Many measurements of the same thing, in milliseconds.</summary>
internal sealed class Spread
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Max => _values.Max();

    public double Median => At(0.50);

    public double P95 => At(0.95);

    public void Add(TimeSpan value) => _values.Add(value.TotalMilliseconds);

    public void Add(long from, long to) => Add(Stopwatch.GetElapsedTime(from, to));

    /// <summary>The smallest value that this part of all values does not exceed.</summary>
    public double At(double part) => _values.Order().ElementAt((int)Math.Ceiling(part * _values.Count) - 1);

    public override string ToString() => $"p50 {Median:0.0} / p95 {P95:0.0} / max {Max:0.0} ms";
}
