namespace Portal.Domain.GenomeCatalogues;

/// <summary>What the genomes of a catalogue are of; it decides what each must bring.</summary>
public enum CatalogueType
{
    Prokaryotes,
    Eukaryotes,
    Viruses,
}

public static class CatalogueTypes
{
    public static string Word(this CatalogueType type) => type switch
    {
        CatalogueType.Prokaryotes => "prokaryotes",
        CatalogueType.Eukaryotes => "eukaryotes",
        CatalogueType.Viruses => "viruses",
        _ => throw new InvalidOperationException($"No word for {type}."),
    };

    public static CatalogueType? Parse(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "prokaryotes" => CatalogueType.Prokaryotes,
        "eukaryotes" => CatalogueType.Eukaryotes,
        "viruses" => CatalogueType.Viruses,
        _ => null,
    };
}
