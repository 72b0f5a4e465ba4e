namespace Portal.Domain.GenomeCatalogues;

/// <summary>The GOLD biome hierarchy as the portal ships it, and the outline it is written in: one biome a line, two blanks a level.</summary>
public static class GoldBiomes
{
    private const int Indent = 2;

    public static IReadOnlyList<Biome> Shipped()
    {
        using var stream = typeof(GoldBiomes).Assembly.GetManifestResourceStream(typeof(GoldBiomes), "gold-biomes.txt")
            ?? throw new InvalidOperationException("The biome outline is missing from the build.");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }

    /// <summary>Reads an outline, or a list with a whole lineage (<c>root:…</c>) on each line.</summary>
    /// <exception cref="FormatException">A line is deeper than its parent allows, has no name, or names a biome a second time.</exception>
    public static IReadOnlyList<Biome> Read(string outline)
    {
        var (biomes, known, above, number) = (new List<Biome>(), new HashSet<string>(StringComparer.Ordinal), new List<string>(), 0);
        foreach (var line in outline.Split('\n').Select(l => l.TrimEnd()))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            var name = line.TrimStart(' ');
            var depth = (line.Length - name.Length) / Indent;
            if ((line.Length - name.Length) % Indent != 0 || depth > above.Count || (depth == 0 && !Within(name, "root")))
            {
                throw new FormatException($"Line {number}, “{name}”, has no biome above it. Indent with {Indent} blanks a level below “root”, or write whole lineages that begin with “root:”.");
            }

            above.RemoveRange(depth, above.Count - depth);
            above.Add(name);
            var biome = Biome.Of(string.Join(':', above));
            if (!known.Add(biome.Path))
            {
                throw new FormatException($"Line {number}, “{biome.Lineage}”, stands there twice, or differs from another only in case or punctuation.");
            }

            biomes.Add(biome);
        }

        return biomes;
    }

    private static bool Within(string lineage, string root) => lineage == root || lineage.StartsWith(root + ":", StringComparison.Ordinal);
}
