using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>Words the slice's screens share.</summary>
public static class CatalogueWords
{
    public static string Of(CatalogueType type) => type switch
    {
        CatalogueType.Prokaryotes => "Prokaryotes",
        CatalogueType.Eukaryotes => "Eukaryotes",
        CatalogueType.Viruses => "Viruses",
        _ => throw new InvalidOperationException($"No word for {type}."),
    };

    /// <summary>"81.7 %"; nothing of nothing is nothing.</summary>
    public static string Share(long part, long whole) => whole == 0 ? "" : $"{100d * part / whole:0.0} %";

    /// <summary>"11.4 million", "4,986".</summary>
    public static (string Value, string Unit) Large(long count) => count >= 10_000_000 ? ($"{count / 1e6:0.0}", "million") : (Common.Counts.Say(count), "");
}
