namespace Portal.GenomeCatalogues;

/// <summary>A GTDB lineage (<c>d__Bacteria;p__Bacillota;…;s__Blautia faecis</c>) as people read it.</summary>
public static class LineageWords
{
    public const int Phylum = 2;
    public const int Genus = 6;

    private static readonly string[] Ranks = ["Domain", "Phylum", "Class", "Order", "Family", "Genus", "Species"];

    /// <param name="rank">1 for the domain.</param>
    public static string Rank(int rank) => Ranks[rank - 1];

    /// <summary>"Blautia faecis", "Blautia (genus)": the most exact name there is.</summary>
    public static string Most(string lineage)
    {
        var parts = lineage.Split(';');
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (Name(parts[i]) is { Length: > 0 } name)
            {
                return i >= Ranks.Length - 1 ? name : $"{name} ({Ranks[i].ToLowerInvariant()})";
            }
        }

        return "unclassified";
    }

    /// <summary>"Bacillota › Clostridia › Lachnospirales"</summary>
    public static string Above(string lineage) => string.Join(" › ", lineage.Split(';').Skip(1).Take(3).Select(Name).Where(n => n.Length > 0));

    /// <summary>Last name of a lineage or of the beginning of one: "Lachnospirales".</summary>
    public static string Last(string lineage) => Name(lineage[(lineage.LastIndexOf(';') + 1)..]) is { Length: > 0 } name ? name : "unclassified";

    private static string Name(string part) => part is [_, '_', '_', ..] ? part[3..].Trim() : part.Trim();
}
