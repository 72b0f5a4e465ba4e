using Portal.Common;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>The wizard's steps: folder, details, scan, import.</summary>
internal static class ImportSteps
{
    public static IReadOnlyList<WizardStep> At(CatalogueWish? wish, bool scanned = false, string? importUrl = null) =>
    [
        new("Folder", wish is not null, wish is null ? null : WishPlace.Browse("")),
        new("Details", importUrl is not null || scanned, wish is null ? null : WishPlace.Url(wish)),
        new("Scan", scanned),
        new("Import", false, importUrl),
    ];
}

/// <summary>What the wizard's foot says: what its button will do, or why it cannot be pressed.</summary>
internal sealed record FootSentence(string Lead, string Rest, string Icon = "info", string? Css = null);
