using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>Where in the wizard somebody is: the folder looked at, or the wish as far as it is known. The query part of its address.</summary>
/// <param name="Folder">Below the results root.</param>
/// <param name="Wish">Null while the folder is being chosen.</param>
public sealed record WishPlace(string Folder, CatalogueWish? Wish)
{
    private const string Page = "genome-catalogues/new";

    public static WishPlace Parse(string? query)
    {
        var values = new PlaceQuery(query);
        return new(values.One("folder") ?? "", values.One("results") is not { } results ? null : new CatalogueWish
        {
            ResultsDirectory = results,
            CatalogueDirectory = values.One("directory"),
            CatalogueName = values.One("name") ?? "",
            CatalogueVersion = values.One("version") ?? "",
            GoldBiome = values.One("biome") ?? "",
            PipelineVersion = values.One("pipeline") ?? "",
            CatalogueType = values.One("type") ?? "",
            CatalogueBiomeLabel = values.One("label"),
            UpdateMetadataOnly = values.One("metadata") is "1",
        });
    }

    public static string Browse(string folder) => folder.Length == 0 ? Page : QueryHelpers.AddQueryString(Page, "folder", folder);

    public static string Url(CatalogueWish wish) => QueryHelpers.AddQueryString(Page, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["results"] = wish.ResultsDirectory,
        ["directory"] = wish.CatalogueDirectory,
        ["name"] = wish.CatalogueName,
        ["version"] = wish.CatalogueVersion,
        ["biome"] = wish.GoldBiome,
        ["pipeline"] = wish.PipelineVersion,
        ["type"] = wish.CatalogueType,
        ["label"] = wish.CatalogueBiomeLabel,
        ["metadata"] = wish.UpdateMetadataOnly ? "1" : null,
    }.Where(v => !string.IsNullOrWhiteSpace(v.Value)));

    /// <summary>A wish like the one this release came from.</summary>
    public static CatalogueWish Again(ReleaseView release) => new()
    {
        ResultsDirectory = Path.GetDirectoryName(release.FilesDirectory) is { Length: > 0 } parent ? parent : ".",
        CatalogueDirectory = Path.GetFileName(release.FilesDirectory),
        CatalogueName = release.Name.EndsWith($" v{release.Version}", StringComparison.Ordinal) ? release.Name[..^(release.Version.Length + 2)] : release.Name,
        CatalogueVersion = release.Version,
        GoldBiome = release.Biome,
        PipelineVersion = release.PipelineVersion,
        CatalogueType = release.Type.Word(),
        CatalogueBiomeLabel = release.BiomeLabel,
    };
}
