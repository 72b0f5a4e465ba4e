using System.Text.Json;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The catalogue's own two files. Neither is required.</summary>
internal static class CatalogueFiles
{
    /// <summary>The summary as it is, an object; null without one.</summary>
    public static string? Summary(ResultsFolder folder, Action<GenomeProblem> tell)
    {
        var told = false;
        if (folder.Json(ResultsFolder.Summary, p => { told = true; tell(p); }) is not { } bytes)
        {
            if (!told)
            {
                tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, "The catalogue’s page will have no summary."));
            }

            return null;
        }

        try
        {
            using var summary = JsonDocument.Parse(bytes);
            if (summary.RootElement.ValueKind == JsonValueKind.Object && IsStorable(summary.RootElement))
            {
                return summary.RootElement.GetRawText();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text that is no Unicode, found when it is taken out
        {
            tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, $"It is no JSON: {e.Message}"));
            return null;
        }

        tell(new(GenomeRules.SummaryMissing, "", ResultsFolder.Summary, "It must be an object of figures, without NUL characters and without numbers nobody can count to."));
        return null;
    }

    // What PostgreSQL's jsonb takes: no NUL in a text, and numbers of a size.
    private static bool IsStorable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(p => !p.Name.Contains('\0', StringComparison.Ordinal) && IsStorable(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsStorable),
        JsonValueKind.String => !value.GetString()!.Contains('\0', StringComparison.Ordinal),
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number),
        _ => true,
    };

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
