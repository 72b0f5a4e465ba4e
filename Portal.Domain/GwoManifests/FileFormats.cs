using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Portal.Domain.GwoManifests;

/// <summary>Which Data Types go with an ending: one of the three says how they are compared.</summary>
public sealed record ExpectedDataType(string? EqualTo, string? Contains, string? EndsWith)
{
    public string Words => EqualTo ?? (EndsWith is null ? $"a Data Type with “{Contains}” in it" : $"a Data Type that ends in “{EndsWith}”");

    public bool Allows(string dataType) => EqualTo is not null ? dataType == EqualTo
        : Contains is not null ? dataType.Contains(Contains, StringComparison.Ordinal)
        : EndsWith is null || dataType.EndsWith(EndsWith, StringComparison.Ordinal);
}

/// <summary>What an ending of a file name means. <see cref="Companions"/> take its place in the names of files that belong to it: an index, or what it is an index of.</summary>
public sealed record FileFormat(string Ending, string Format, ExpectedDataType? DataType, ImmutableArray<string> Companions);

/// <summary>File name ending → format, from <c>FileFormats.json</c>. The longest ending that matches wins; case does not matter.</summary>
public static class FileFormats
{
    public static ImmutableArray<FileFormat> Table { get; } = Read();

    private static readonly FrozenDictionary<string, FileFormat> ByEnding = Table.ToFrozenDictionary(f => f.Ending, StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, FileFormat>.AlternateLookup<ReadOnlySpan<char>> BySpan = ByEnding.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, string> ByName = Table.Select(f => f.Format).Distinct(StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(f => f, f => f, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the ending is not in the table.</summary>
    public static FileFormat? Find(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        for (var dot = name.IndexOf('.'); dot >= 0;)
        {
            name = name[dot..];
            if (BySpan.TryGetValue(name, out var format))
            {
                return format;
            }

            name = name[1..];
            dot = name.IndexOf('.');
        }

        return null;
    }

    /// <inheritdoc cref="Find"/>
    public static string? Of(string path) => Find(path)?.Format;

    /// <summary>A format as the table spells it: <c>VCF</c> is <c>vcf</c>. Null when the table has none of this name.</summary>
    public static string? Spelled(string format) => ByName.GetValueOrDefault(format);

    /// <summary>Paths that belong to this one by their name.</summary>
    public static IEnumerable<string> CompanionsOf(string path) => Find(path) is { Companions.Length: > 0 } format
        ? format.Companions.Select(c => string.Concat(path.AsSpan(0, path.Length - format.Ending.Length), c))
        : [];

    private static ImmutableArray<FileFormat> Read()
    {
        using var stream = typeof(FileFormats).Assembly.GetManifestResourceStream("FileFormats.json") ?? throw new InvalidOperationException("FileFormats.json is not part of the program.");
        var entries = JsonSerializer.Deserialize<List<Entry>>(stream, JsonSerializerOptions.Web)!;
        return [.. entries.Select(e => new FileFormat(e.Ending, e.Format, e.DataType is { } t ? new ExpectedDataType(t.EqualTo, t.Contains, t.EndsWith) : null, [.. e.Companions ?? []]))];
    }

    private sealed record Entry(string Ending, string Format, TypeEntry? DataType, IReadOnlyList<string>? Companions);

    private sealed record TypeEntry([property: System.Text.Json.Serialization.JsonPropertyName("equals")] string? EqualTo, string? Contains, string? EndsWith);
}
