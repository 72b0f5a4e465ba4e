using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>One row of an annotated copy: the cells as they stand, marked where something is wrong, then what is wrong in words.</summary>
internal sealed class AnnotatedRow(ManifestHeader header, IReadOnlyList<string> headers, int own)
{
    public static string Say(GwoIssue issue) => $"{issue.Code}: {issue.Message}{(issue.Hint is { Length: > 0 } hint ? $"; {hint}" : "")}";

    /// <param name="whole">Issues of the whole file; they stand in its first row.</param>
    public IReadOnlyList<XlsxCell> Of(string[] cells, int width, IReadOnlyList<GwoIssue> found, IReadOnlyList<GwoIssue> whole)
    {
        if (found.Count + whole.Count == 0 && Array.TrueForAll(cells, c => c.Length == 0))
        {
            return [.. Enumerable.Repeat(new XlsxCell(""), width - (own < 0 ? 0 : 1) + 1)]; // a blank row stays one, so that row numbers stay
        }

        var marks = found.GroupBy(i => PlaceOf(i.Column)).ToDictionary(g => g.Key, g => g.ToList());
        var marked = Enumerable.Range(0, Math.Max(width, Array.FindLastIndex(cells, c => c.Length > 0) + 1)).Select(i => Mark(i < cells.Length ? cells[i] : "", marks.GetValueOrDefault(i))).ToList();
        var text = string.Join(" | ", whole.Select(i => "whole file: " + Say(i)).Concat(found.Select(Say)));
        // What slipped beyond the header stays beyond it.
        return [.. marked.Take(width).Where((_, i) => i != own), new XlsxCell(text), .. marked.Skip(width)];
    }

    private static XlsxCell Mark(string text, List<GwoIssue>? issues) => issues is null ? new XlsxCell(text)
        : new XlsxCell(text, issues.Exists(i => i.Severity == IssueSeverity.Error) ? CellLook.Error : CellLook.Warning, string.Join("\n", issues.Select(Say)));

    private int PlaceOf(string column)
    {
        var place = column.Length == 0 ? -1 : header[column];
        for (var i = 0; place < 0 && column.Length > 0 && i < headers.Count; i++)
        {
            place = ManifestCells.Trim(headers[i]) == column ? i : -1;
        }

        return place;
    }
}
