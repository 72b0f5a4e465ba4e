using System.Text;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>What of an order is in OMERO, as a table for a spreadsheet.</summary>
public static class ReconciliationTable
{
    /// <summary>One line for each file that was ordered, then one for each object nobody ordered.</summary>
    public static string Csv(OrderReconciliation report)
    {
        var text = new StringBuilder("file,requested,found,in_omero,portal_says\r\n");
        foreach (var file in report.Files)
        {
            Line(text, file.Path, "yes", file.Found switch { [] => "no", [_] => "yes", _ => "several" }, string.Join(' ', file.Found.Select(f => f.Proxy)), file.Expected switch { true => "imported", false => "not imported", null => "not known" });
        }

        foreach (var extra in report.Extra)
        {
            Line(text, extra.File, "no", "yes", extra.Proxy, "");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, params string[] cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    // A table program would take a text that begins like a formula for one.
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
