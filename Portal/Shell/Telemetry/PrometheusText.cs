using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OpenTelemetry.Metrics;

namespace Portal.Shell.Telemetry;

/// <summary>Prometheus' text exposition format, version 0.0.4: names with units, HELP and TYPE once per name, buckets that add up.</summary>
internal static partial class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder(16_384);
        foreach (var same in metrics.Where(m => TypeOf(m) is not null).GroupBy(NameOf, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var first = same.First();
            text.Append("# HELP ").Append(same.Key).Append(' ').Append(first.Description.Replace("\\", "\\\\").ReplaceLineEndings("\\n")).Append('\n');
            text.Append("# TYPE ").Append(same.Key).Append(' ').Append(TypeOf(first)).Append('\n');
            foreach (var metric in same.Where(m => TypeOf(m) == TypeOf(first)))
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    Append(text, same.Key, metric.MetricType, in point);
                }
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, MetricType type, in MetricPoint point)
    {
        var labels = Labels(in point);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Line(text, name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Line(text, name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                Line(text, name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Line(text, name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                Histogram(text, name, labels, in point);
                break;
            default:
                throw new InvalidOperationException($"No text for {type}.");
        }
    }

    private static void Histogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var upTo = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            upTo += bucket.BucketCount;
            var bound = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Line(text, $"{name}_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", upTo);
        }

        Line(text, $"{name}_sum", labels, point.GetHistogramSum());
        Line(text, $"{name}_count", labels, point.GetHistogramCount());
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    private static string Labels(in MetricPoint point)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in point.Tags)
        {
            var words = Convert.ToString(value is bool truth ? (truth ? "true" : "false") : value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(labels.Length == 0 ? "" : ",").Append(Safe(key)).Append("=\"")
                .Append(words.Replace("\\", "\\\\").Replace("\"", "\\\"").ReplaceLineEndings("\\n")).Append('"');
        }

        return labels.ToString();
    }

    // "portal.run.duration" in seconds is portal_run_duration_seconds; what only grows ends in _total.
    private static string NameOf(Metric metric)
    {
        var name = Safe(metric.Name);
        var unit = metric.Unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", _ => null };
        name = unit is null || name.EndsWith($"_{unit}", StringComparison.Ordinal) ? name : $"{name}_{unit}";
        return TypeOf(metric) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private static string? TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic or MetricType.LongGauge or MetricType.DoubleGauge => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    private static string Safe(string name)
    {
        var safe = NotAllowed().Replace(name, "_");
        return char.IsAsciiDigit(safe[0]) ? $"_{safe}" : safe;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("[^a-zA-Z0-9_]", RegexOptions.None, 1000)]
    private static partial Regex NotAllowed();
}
