using Portal.Common;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>The wizard's steps: folder, details, scan, import.</summary>
internal static class ImportSteps
{
    /// <param name="wish">Null while the folder is being chosen.</param>
    /// <param name="submitted">The details were good enough for a scan.</param>
    /// <param name="scanned">It found nothing that keeps an import from beginning.</param>
    public static IReadOnlyList<WizardStep> At(CatalogueWish? wish, bool submitted = false, bool scanned = false) =>
    [
        new("Folder", wish is not null, wish is null ? null : WishPlace.Browse("")),
        new("Details", submitted, wish is null ? null : WishPlace.Url(wish)),
        new("Scan", scanned),
        new("Import", false),
    ];
}

/// <summary>What the wizard's foot says: what its button will do, or why it cannot be pressed.</summary>
internal sealed record FootSentence(string Lead, string Rest, string Icon = "info", string? Css = null);
