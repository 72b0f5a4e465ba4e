namespace Portal.Domain.GwoManifests;

/// <summary>Which registered values a load may replace; everything else registered stays as it is.</summary>
public sealed record ReplaceChoice
{
    public static ReplaceChoice Nothing { get; } = new();

    public bool All { get; init; }

    public IReadOnlyList<ReplaceTick> Ticks { get; init; } = [];

    /// <summary>Answers for many records without going through the ticks each time.</summary>
    public Func<string?, string, bool> Rule()
    {
        var ticks = Ticks.Select(t => (t.KfId, t.Field)).ToHashSet();
        return (kfId, field) => All || ticks.Contains((null, field)) || (kfId is not null && ticks.Contains((kfId, field)));
    }
}

/// <summary>A tick: this field of one record, or of all of them.</summary>
/// <param name="Field">See <see cref="CuratedChanges.TickOf"/>.</param>
/// <param name="KfId">Null: of all.</param>
public sealed record ReplaceTick(string Field, string? KfId = null);

/// <summary>Changes that would replace what somebody registered, and what has to be ticked for them.</summary>
public static class CuratedChanges
{
    /// <summary>Size and hashes are one thing: the content of the file.</summary>
    public const string Content = "content";

    public static string TickOf(FieldChange change) => TickOf(change.Field);

    public static string TickOf(string field) => field is "size" or "hashes" ? Content : field;

    /// <summary>The tick a change waits for; null when it takes nothing away from anybody.</summary>
    public static string? TickFor(this IReadOnlyList<FieldChange> changes, FieldChange change)
    {
        var tick = TickOf(change);
        return changes.Any(c => TickOf(c) == tick && WantedFile.IsContradiction(c.Old)) ? tick : null;
    }

    /// <summary>What a change of size or hashes means: an ETag depends on how a file was uploaded and is no checksum of its content.</summary>
    public static string? MeaningOf(this IReadOnlyList<FieldChange> changes, FieldChange change) =>
        TickOf(change) != Content || changes.TickFor(change) is null ? null
        : changes.Any(c => TickOf(c) == Content && WantedFile.IsContradiction(c.Old) && (c.Field == "size" || FileHashes.NamesChecksum(c.Old))) ? "file content changed"
        : "possibly uploaded again";

    public static string NameOf(string tick, int count) => (tick, count) switch
    {
        (Content, 1) => "file content",
        (Content, _) => "file contents",
        ("external_id", 1) => "external id of a link",
        ("external_id", _) => "external ids of links",
        ("urls", _) => count == 1 ? "address" : "addresses",
        (_, 1) => tick.Replace('_', ' '),
        _ => $"{tick.Replace('_', ' ')}s",
    };
}
