using System.Text.Json;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The catalogue's own two files. Neither is required.</summary>
internal static class CatalogueFiles
{
    /// <summary>The summary as it is, an object; <c>{}</c> without one.</summary>
    public static string Summary(ResultsFolder folder, Action<GenomeProblem> tell)
    {
        var (told, nothing) = (false, "{}");
        if (folder.Json(ResultsFolder.Summary, p => { told = true; tell(p); }) is not { } bytes)
        {
            if (!told)
            {
                tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, "The catalogue’s page will have no summary."));
            }

            return nothing;
        }

        try
        {
            using var summary = JsonDocument.Parse(bytes);
            if (summary.RootElement.ValueKind == JsonValueKind.Object && !summary.RootElement.GetRawText().Contains("\\u0000", StringComparison.Ordinal))
            {
                return summary.RootElement.GetRawText();
            }
        }
        catch (JsonException e)
        {
            tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, $"It is no JSON: {e.Message}"));
            return nothing;
        }

        tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, "It must be an object of figures."));
        return nothing;
    }

    /// <summary>The tree's bytes; null without one.</summary>
    public static byte[]? Tree(ResultsFolder folder, Action<GenomeProblem> tell)
    {
        var told = false;
        var tree = folder.Large(ResultsFolder.Tree, p => { told = true; tell(p); });
        if (tree is null && !told)
        {
            tell(new(GenomeRules.TreeMissing, "", ResultsFolder.Tree, "The catalogue’s page will have no tree."));
        }

        return tree;
    }

    public static Download TreeDownload(long size) =>
        new(ResultsFolder.Tree, ResultsFolder.Tree, Download.GenomeAnalysis, "json", "Phylogenetic tree", "Phylogenetic tree of catalogue genomes", "catalogue") { Size = size };
}
