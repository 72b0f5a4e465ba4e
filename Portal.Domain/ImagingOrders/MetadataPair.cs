namespace Portal.Domain.ImagingOrders;

/// <summary>A key and its value that are written onto the images in OMERO. Keys may repeat there, and their order counts.</summary>
public sealed record MetadataPair(string Key, string Value)
{
    public const int Most = 200;
    private const int LongestKey = 255;
    private const int LongestValue = 4_000;

    /// <exception cref="RuleException">There are too many, or one cannot be written.</exception>
    public static IReadOnlyList<MetadataPair> Require(IReadOnlyList<MetadataPair>? pairs)
    {
        var all = (pairs ?? []).Select(p => new MetadataPair(p.Key?.Trim() ?? "", p.Value?.Trim() ?? "")).ToList();
        var wrong = all.Count > Most ? $"There are {all.Count:N0} key–value pairs; at most {Most} fit onto an image."
            : all.Find(p => p.Key.Length is 0 or > LongestKey) is { } nameless ? $"A key needs 1 to {LongestKey} characters; that of “{nameless.Value}” has {nameless.Key.Length}."
            : all.Find(p => p.Value.Length > LongestValue) is { } wordy ? $"The value of “{wordy.Key}” has more than {LongestValue:N0} characters."
            : all.Find(p => p.Key.Any(char.IsControl) || p.Value.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))) is { } odd ? $"“{odd.Key.Replace("\0", "", StringComparison.Ordinal)}” holds a control character."
            : null;
        return wrong is null ? all : throw new RuleException("metadata", wrong, 400);
    }
}

/// <summary>What a metadata.csv says: pairs, and lines that are none.</summary>
public sealed record MetadataTable(IReadOnlyList<MetadataPair> Pairs, IReadOnlyList<MalformedLine> Malformed)
{
    public const string FileName = "metadata.csv";

    public static MetadataTable Empty { get; } = new([], []);

    /// <summary>As the importer reads it: a line of two cells is a pair, a header too; one without a key says nothing; any other is left out. Of two with the same key the later counts.</summary>
    public static MetadataTable Of(IEnumerable<(int Line, IReadOnlyList<string> Cells)> lines)
    {
        var (pairs, malformed) = (new List<MetadataPair>(), new List<MalformedLine>());
        foreach (var (line, cells) in lines)
        {
            if (cells.Count != 2)
            {
                malformed.Add(new(line, cells.Count, string.Join(", ", cells)));
            }
            else if (cells[0].Trim() is { Length: > 0 } key)
            {
                Put(pairs, new(key, cells[1].Trim()));
            }
        }

        return new(pairs, malformed);
    }

    /// <summary>Of two files the later wins where both have a key.</summary>
    public MetadataTable Then(MetadataTable later)
    {
        var pairs = Pairs.ToList();
        foreach (var pair in later.Pairs)
        {
            Put(pairs, pair);
        }

        return new(pairs, [.. Malformed, .. later.Malformed]);
    }

    private static void Put(List<MetadataPair> pairs, MetadataPair pair)
    {
        var at = pairs.FindIndex(p => p.Key == pair.Key);
        if (at < 0)
        {
            pairs.Add(pair);
        }
        else
        {
            pairs[at] = pair;
        }
    }
}

/// <param name="Cells">It has this many; two make a pair.</param>
public sealed record MalformedLine(int Line, int Cells, string Text);
