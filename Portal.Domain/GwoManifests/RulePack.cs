using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Domain.GwoManifests;

/// <summary>
/// A rule of the pack: where every condition holds, the column must be filled, be one of some values, or the object be large enough.
/// A rule whose column the file does not have is passed over.
/// </summary>
public sealed record PackRule
{
    public required string Code { get; init; }
    public required string Title { get; init; }
    public required string Message { get; init; }
    public IssueSeverity Severity { get; init; } = IssueSeverity.Warning;

    /// <summary>The column that is judged; <c>Filepath</c> is the path in every layout.</summary>
    public required string Column { get; init; }

    /// <summary>Formats (by the ending of the path) it holds for; empty: all.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];

    /// <summary>Another column and the values it must have for the rule to hold.</summary>
    public string? WhenColumn { get; init; }

    public ImmutableArray<string> WhenValues { get; init; } = [];
    public bool Filled { get; init; }
    public ImmutableArray<string> OneOf { get; init; } = [];

    /// <summary>Of the object, in bytes.</summary>
    public long? AtLeast { get; init; }
}

/// <summary>The optional rules of the source manifests of 2023 and 2024, from <c>RulePack.json</c>; a study turns them on.</summary>
public static class RulePack
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static ImmutableArray<PackRule> Rules { get; } = Read();

    /// <summary>Columns the pack looks at besides the path, in loose spelling.</summary>
    public static ImmutableArray<string> Columns { get; } = [.. Rules.SelectMany(r => new[] { r.Column, r.WhenColumn }).OfType<string>().Where(c => c != ManifestColumns.Filepath).Select(ManifestColumns.Loose).Distinct(StringComparer.Ordinal)];

    public static IEnumerable<IssueKind> Kinds => Rules.DistinctBy(r => r.Code).Select(r => new IssueKind(r.Code, r.Severity, r.Title));

    private static ImmutableArray<PackRule> Read()
    {
        using var stream = typeof(RulePack).Assembly.GetManifestResourceStream("RulePack.json") ?? throw new InvalidOperationException("RulePack.json is not part of the program.");
        return [.. JsonSerializer.Deserialize<List<PackRule>>(stream, Json)!];
    }
}
