using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>What the layout of a folder says about the catalogue in it. Every guess can be corrected.</summary>
public sealed partial record ResultsGuess(string ResultsDirectory, string CatalogueDirectory, string Name, string Version, CatalogueType? Type, string? Biome, int Genomes)
{
    public CatalogueWish Wish => new()
    {
        ResultsDirectory = ResultsDirectory,
        CatalogueDirectory = CatalogueDirectory,
        CatalogueName = Name,
        CatalogueVersion = Version,
        GoldBiome = Biome ?? "",
        PipelineVersion = "",
        CatalogueType = Type?.Word() ?? "",
    };

    /// <param name="path">Below the root: <c>…/{name}/{version}</c>.</param>
    /// <param name="first">JSON of one of its genomes.</param>
    public static ResultsGuess Of(string path, int genomes, JsonElement? first)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "website").ToList();
        var version = parts.Count > 0 && VersionForm().IsMatch(parts[^1]) ? parts[^1].TrimStart('v', 'V') : "";
        var name = version.Length > 0 ? parts.ElementAtOrDefault(parts.Count - 2) : parts.LastOrDefault();
        return new("", "", Spoken(name ?? ""), version, TypeOf(path, first), BiomeOf(first), genomes);
    }

    /// <summary><c>sheep-rumen</c> → "Sheep rumen"</summary>
    private static string Spoken(string folder) => folder.Replace('-', ' ').Replace('_', ' ').Trim() is { Length: > 0 } name ? $"{name[..1].ToUpper(CultureInfo.InvariantCulture)}{name[1..]}" : "";

    private static CatalogueType? TypeOf(string path, JsonElement? first) => first switch
    {
        _ when path.Contains("vir", StringComparison.OrdinalIgnoreCase) => CatalogueType.Viruses,
        { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("rna_18s", out _) => CatalogueType.Eukaryotes,
        { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("rna_16s", out _) => CatalogueType.Prokaryotes,
        _ when path.Contains("eukaryote", StringComparison.OrdinalIgnoreCase) => CatalogueType.Eukaryotes,
        _ when path.Contains("prokaryote", StringComparison.OrdinalIgnoreCase) => CatalogueType.Prokaryotes,
        _ => null,
    };

    private static string? BiomeOf(JsonElement? first) =>
        first is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("gold_biome", out var biome) && biome.ValueKind == JsonValueKind.String ? biome.GetString() : null;

    [GeneratedRegex(@"\A[vV]?[0-9][A-Za-z0-9.\-]{0,18}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionForm();
}
