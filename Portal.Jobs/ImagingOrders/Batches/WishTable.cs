using System.Globalization;
using System.Text;
using CsvHelper;
using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Batches;

/// <summary>A line of a table of orders, as far as it can be understood.</summary>
/// <param name="Line">As a spreadsheet counts, with the header as the first.</param>
/// <param name="Conversion">Key of a conversion of one's own, or none; null: as the configuration says.</param>
/// <param name="Parameters">Of whatever conversion the file needs.</param>
/// <param name="Problem">Why it cannot be understood; null where it can.</param>
internal sealed record TableLine(int Line, string Path, Destination Destination, string? User, OrderStart Start, string? Conversion, IReadOnlyList<ConversionParameter> Parameters, string? Problem);

/// <summary>Reads a table of orders: one line a file, with its destination.</summary>
public static class WishTable
{
    public const int MostLines = 10_000;

    /// <summary>The columns there may be; the first three there must be.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["path", "destination_type", "destination_id", "user", "start", "priority", "conversion", "parameters"];

    /// <exception cref="RuleException">It is no such table.</exception>
    internal static IReadOnlyList<TableLine> Read(string text)
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')));
            using var reader = CsvReader.Create(stream, CsvReaderOptions.Default with { HasHeader = false, SkipEmptyLines = false, Separator = null, Encoding = Encoding.UTF8, MaxRecordSize = 100_000 }, leaveOpen: true);
            return Lines(reader);
        }
        catch (CsvFormatException)
        {
            throw Wrong("It cannot be read: a quotation mark is not closed.");
        }
    }

    private static List<TableLine> Lines(CsvReader reader)
    {
        var columns = reader.Read() ? Header(Cells(reader)) : throw Wrong("It is empty.");
        var (lines, seen) = (new List<TableLine>(), new Dictionary<(string, Destination), int>());
        for (var line = 2; reader.Read(); line++)
        {
            var cells = Cells(reader);
            if (cells.All(c => c.Length == 0))
            {
                continue;
            }

            if (lines.Count == MostLines)
            {
                throw Wrong($"It has more than {MostLines:N0} lines. Send it in parts.");
            }

            var read = Line(line, cells, columns);
            lines.Add(read.Problem is null && !seen.TryAdd((read.Path, read.Destination), line) ? read with { Problem = $"Line {seen[(read.Path, read.Destination)]} sends this file there already." } : read);
        }

        return lines.Count > 0 ? lines : throw Wrong("It has a header and no lines.");
    }

    private static List<string> Cells(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i).Trim())];

    private static Dictionary<string, int> Header(List<string> cells)
    {
        var names = cells.Select(c => c.ToLowerInvariant().Replace(' ', '_')).ToList();
        return names.Except(Columns, StringComparer.Ordinal).FirstOrDefault(n => n.Length > 0) is { } odd ? throw Wrong($"There is no column “{odd}”. The columns are {string.Join(", ", Columns)}.")
            : Columns.Take(3).FirstOrDefault(c => !names.Contains(c)) is { } missing ? throw Wrong($"The column “{missing}” is missing. The first line names the columns: {string.Join(", ", Columns)}.")
            : names.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw Wrong($"The column “{twice.Key}” is there twice.")
            : names.Select((n, i) => (n, i)).Where(c => c.n.Length > 0).ToDictionary(c => c.n, c => c.i, StringComparer.Ordinal);
    }

    private static TableLine Line(int line, List<string> cells, Dictionary<string, int> columns)
    {
        string Cell(string name) => columns.TryGetValue(name, out var at) && at < cells.Count ? cells[at] : "";
        var path = Cell("path");
        try
        {
            var destination = Destination.Read(TypeOf(Cell("destination_type")), long.TryParse(Cell("destination_id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
                : throw Wrong($"The destination_id is “{Cell("destination_id")}”; it must be a number."));
            var priority = Cell("priority") is not { Length: > 0 } urgent ? 0 : int.TryParse(urgent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var p) && Math.Abs(p) <= 100 ? p
                : throw Wrong($"The priority is “{urgent}”; it must be a whole number from -100 to 100.");
            return path.Length == 0 ? throw Wrong("It names no path.")
                : new(line, path, destination, Cell("user") is { Length: > 0 } user ? user : null, Start(Cell("start"), priority), Cell("conversion") is { Length: > 0 } conversion ? conversion : null, Parameters(Cell("parameters")), Problem: null);
        }
        catch (RuleException problem)
        {
            return new(line, path, default, User: null, new(), Conversion: null, [], problem.Message);
        }
    }

    private static string TypeOf(string text) => text.ToLowerInvariant() switch
    {
        "dataset" or "datasets" => nameof(DestinationType.Dataset),
        "screen" or "screens" => nameof(DestinationType.Screen),
        _ => text,
    };

    private static OrderStart Start(string text, int priority) => text.ToLowerInvariant() switch
    {
        "" or "now" => new(Priority: priority),
        "hold" or "held" => new(Hold: true, Priority: priority),
        _ when HasZone(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) => new(At: at.ToUniversalTime(), Priority: priority),
        _ => throw Wrong($"The start is “{text}”; it must be now, hold, or a time with its zone such as 2026-11-30T18:00Z."),
    };

    // Without a zone nobody can say when it is meant.
    private static bool HasZone(string text) => text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');

    private static List<ConversionParameter> Parameters(string text) => [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, { Length: > 0 } value] ? new ConversionParameter(key, value) : throw Wrong($"The parameters hold “{p}”; they are written key=value; key=value."))];

    private static RuleException Wrong(string what) => new("table", what, 400);
}
