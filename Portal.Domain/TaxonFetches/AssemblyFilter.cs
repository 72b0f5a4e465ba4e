using System.Globalization;
using System.Text.Json;

namespace Portal.Domain.TaxonFetches;

/// <summary>What one metric of an assembly has to be: at least, at most, within (bounds included), or containing one of some words.</summary>
/// <param name="Type"><c>min</c>, <c>max</c>, <c>min_max</c> or <c>contains</c>.</param>
/// <param name="Value">A number, [lowest, highest], a word, or words.</param>
public sealed record AssemblyFilter(string Type, JsonElement Value)
{
    /// <returns>Null when it makes sense; else a sentence.</returns>
    public string? Problem(string metric) => (Type, Value.ValueKind) switch
    {
        _ when !AssemblyMetrics.Are(metric) => $"“{metric}” is no metric of an assembly.",
        ("min" or "max", JsonValueKind.Number) => null,
        ("min_max", JsonValueKind.Array) when Numbers() is [var low, var high] && low <= high => null,
        ("contains", JsonValueKind.String) => null,
        ("contains", JsonValueKind.Array) when Value.GetArrayLength() > 0 && Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => null,
        ("min" or "max", _) => $"{metric}: {Type} needs a number.",
        ("min_max", _) => $"{metric}: min_max needs the lowest and the highest number, in this order.",
        ("contains", _) => $"{metric}: contains needs a word, or a list of words.",
        _ => $"{metric}: the type is min, max, min_max or contains, not “{Type}”.",
    };

    /// <returns>Null when the assembly is as it should be; else what is wrong.</returns>
    public string? Failure(string metric, string? measured)
    {
        if (string.IsNullOrEmpty(measured))
        {
            return $"{metric} was not reported";
        }

        if (Type == "contains")
        {
            var words = Value.ValueKind == JsonValueKind.String ? [Value.GetString()!] : Value.EnumerateArray().Select(v => v.GetString()!).ToArray();
            return words.Any(w => measured.Contains(w, StringComparison.OrdinalIgnoreCase)) ? null : $"{metric} is “{measured}” and contains none of {string.Join(", ", words)}";
        }

        if (!double.TryParse(measured, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return $"{metric} is “{measured}”, which is no number";
        }

        var (low, high) = Bounds();
        return number < low ? $"{metric} is {measured}, below {Said(low)}" : number > high ? $"{metric} is {measured}, above {Said(high)}" : null;
    }

    private (double Low, double High) Bounds() => Type switch
    {
        "min" => (Value.GetDouble(), double.PositiveInfinity),
        "max" => (double.NegativeInfinity, Value.GetDouble()),
        "min_max" => (Numbers()[0], Numbers()[1]),
        _ => throw new InvalidOperationException($"A filter of the type {Type} has no bounds."),
    };

    private double[] Numbers() => Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) ? [.. Value.EnumerateArray().Select(v => v.GetDouble())] : [];

    private static string Said(double number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The figures a report of an assembly may have: each check of each tool with what was measured and how it was judged.</summary>
public static class AssemblyMetrics
{
    private static readonly string[] Fastqc =
    [
        "Adapter Content", "Basic Statistics", "Overrepresented sequences", "Per base N content", "Per base sequence quality",
        "Per sequence GC content", "Per sequence quality scores", "Sequence Duplication Levels", "Sequence Length Distribution",
    ];

    private static readonly IReadOnlyList<(string Tool, string[] Checks)> Tools =
    [
        ("bactinspector", ["result", "species"]),
        ("confindr", ["contam_status", "percentage_contamination"]),
        ("fastqc 1", Fastqc),
        ("fastqc 2", Fastqc),
        ("file_size_check", ["size"]),
        ("quast", ["# N's per 100 kbp", "# contigs", "GC (%)", "N50", "Total length"]),
    ];

    public static IReadOnlyList<string> Names { get; } =
        ["sample_name", "result", .. Tools.SelectMany(t => t.Checks.SelectMany(c => new[] { $"{t.Tool}.{c}.metric_value", $"{t.Tool}.{c}.check_result" }))];

    private static readonly HashSet<string> Known = [.. Names];

    public static bool Are(string name) => Known.Contains(name);
}
