namespace Portal.Domain.GenomeCatalogues;

/// <summary>The catalogues of one biome label and type through their releases; one of them at most is public.</summary>
public sealed class CatalogueSeries
{
    private CatalogueSeries()
    {
    }

    public Guid Id { get; private set; }
    public string Name { get; private set; } = "";
    public string BiomeLabel { get; private set; } = "";
    public CatalogueType Type { get; private set; }
    public string BiomePath { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    public static CatalogueSeries Begin(string name, string biomeLabel, CatalogueType type, string biomePath, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name,
        BiomeLabel = biomeLabel,
        Type = type,
        BiomePath = biomePath,
        CreatedAt = now,
    };

    /// <summary>At most one import of a series at a time.</summary>
    public static string ExclusiveKeyOf(string biomeLabel, CatalogueType type) => $"catalogue series:{biomeLabel.ToLowerInvariant()}:{type.Word()}";
}
