namespace Portal.Domain.GenomeCatalogues;

/// <summary>A place of the GOLD hierarchy, e.g. <c>root:Host-associated:Human:Digestive system</c>.</summary>
public sealed class Biome
{
    private Biome()
    {
    }

    /// <summary>The lineage in the spelling lookups compare by: <c>root.host_associated.human.digestive_system</c>.</summary>
    public string Path { get; private set; } = "";

    public string Lineage { get; private set; } = "";

    /// <summary>0 for the root.</summary>
    public int Depth { get; private set; }

    public string Name => Lineage[(Lineage.LastIndexOf(':') + 1)..];

    public static Biome Of(string lineage) => new() { Path = BiomePath.Of(lineage), Lineage = lineage, Depth = lineage.Count(c => c == ':') };
}
