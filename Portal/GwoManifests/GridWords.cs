using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>How the grid writes what it shows.</summary>
public static class GridWords
{
    private const int Longest = 120;
    private const int Sample = 60;

    /// <summary>A path by its end, which tells more; the whole of it is in the title and in the field that edits it.</summary>
    public static string Brief(string cell)
    {
        var text = cell.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) ? PlanWords.End(cell) : cell;
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    public static IssueSeverity? Worst(IEnumerable<GwoIssue> issues) =>
        issues.Select(i => (IssueSeverity?)i.Severity).Order().FirstOrDefault();

    public static string Say(GwoIssue issue) => string.Join(" ", new[]
    {
        issue.Message,
        issue.Expected is { Length: > 0 } expected ? $"Expected: {expected}." : null,
        issue.Hint is { Length: > 0 } hint ? hint.EndsWith('?') || hint.EndsWith('.') ? hint : hint + "." : null,
    }.OfType<string>());

    /// <summary>What a column of this name is to the check.</summary>
    public static string Need(string name) => ManifestColumns.Needed.Contains(name) ? "needed" : ManifestColumns.All.Contains(name) ? "optional" : "not read";

    /// <summary>The columns by the names issues use.</summary>
    public static IReadOnlyList<string> NamesOf(IndexedSheet sheet)
    {
        var names = sheet.Headers.Select(ManifestCells.Trim).ToArray();
        foreach (var column in ManifestColumns.All)
        {
            if (sheet.Places.TryGetValue(column, out var place))
            {
                names[place] = column;
            }
        }

        return names;
    }

    /// <summary>Fixed from the first rows, so that scrolling moves no column.</summary>
    public static IReadOnlyList<int> WidthsOf(IndexedSheet sheet)
    {
        var longest = sheet.Headers.Select(h => h.Length).ToArray();
        foreach (var (_, cells) in sheet.All().Take(Sample))
        {
            for (var i = 0; i < Math.Min(cells.Length, longest.Length); i++)
            {
                longest[i] = Math.Max(longest[i], Brief(cells[i]).Length);
            }
        }

        return [.. longest.Select(l => Math.Clamp((l * 15 / 2) + 24, 96, 320))];
    }
}
