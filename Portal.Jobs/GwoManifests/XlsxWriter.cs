using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Portal.Jobs.GwoManifests;

/// <summary>How a cell of a workbook looks; the numbers are those of the styles in <see cref="XlsxParts"/>.</summary>
public enum CellLook
{
    Plain = 0,
    Header = 1,
    Error = 2,
    Warning = 3,
}

/// <param name="Note">A remark that opens over the cell.</param>
public readonly record struct XlsxCell(string Text, CellLook Look = CellLook.Plain, string? Note = null);

/// <summary>A drop-down for all cells of a column below the header; its values stand in a column of another sheet.</summary>
public sealed record XlsxList(int Column, string Sheet, int SheetColumn, int Values);

/// <summary>A sheet with its header in the first row, which stays in sight.</summary>
/// <param name="Widths">Of the columns, in characters.</param>
public sealed record XlsxSheet(string Name, IEnumerable<int> Widths)
{
    public bool IsHidden { get; init; }

    public IReadOnlyList<XlsxList> Lists { get; init; } = [];
}

/// <summary>Writes a workbook sheet by sheet and row by row, every cell as text, so that no program takes an id for a number or a text for a formula.</summary>
/// <param name="seekable">Stays open.</param>
public sealed class XlsxWriter(Stream seekable) : IAsyncDisposable
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Excel takes long to open a sheet with more of them; the cells beyond are coloured all the same.</summary>
    public const int MostNotes = 5_000;

    /// <summary>More characters are no valid cell.</summary>
    private const int LongestCell = 32_767;

    private static readonly XmlWriterSettings Settings = new() { Async = true, Encoding = new UTF8Encoding(false), CheckCharacters = false };

    private readonly ZipArchive _zip = new(seekable, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<XlsxSheet> _sheets = [];
    private readonly List<(string Cell, int Row, int Column, string Text)> _notes = [];
    private Stream _part = Stream.Null;
    private XmlWriter? _sheet;
    private int _row;

    /// <summary>Ends the sheet before it, if there is one; the rows that follow are this one's.</summary>
    public async Task BeginAsync(XlsxSheet sheet)
    {
        await EndAsync();
        _sheets.Add(sheet with { Name = Clean(sheet.Name) });
        _row = 0;
        _part = await _zip.CreateEntry($"xl/worksheets/sheet{_sheets.Count}.xml", CompressionLevel.Fastest).OpenAsync();
        _sheet = XmlWriter.Create(_part, Settings);
        await _sheet.WriteStartDocumentAsync();
        await _sheet.WriteStartElementAsync(null, "worksheet", XlsxParts.Main);
        await _sheet.WriteRawAsync(XlsxParts.SheetHead(sheet.Widths));
    }

    /// <summary>A row without cells keeps its number.</summary>
    public async Task WriteAsync(IReadOnlyList<XlsxCell> cells)
    {
        _row++;
        await _sheet!.WriteRawAsync($"<row r=\"{_row}\">");
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (cell.Text.Length == 0 && cell.Look == CellLook.Plain)
            {
                continue;
            }

            var place = XlsxParts.Letters(i) + _row.ToString(CultureInfo.InvariantCulture);
            await _sheet.WriteRawAsync($"<c r=\"{place}\" s=\"{(int)cell.Look}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{Escaped(cell.Text)}</t></is></c>");
            if (cell.Note is { } note && _notes.Count < MostNotes)
            {
                _notes.Add((place, _row, i, note));
            }
        }

        await _sheet.WriteRawAsync("</row>");
    }

    /// <summary>Ends the workbook; without it there is none.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var (name, text) in XlsxParts.Around(_sheets))
        {
            await PartAsync(name, text);
        }

        await _zip.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (_sheet is null)
        {
            return;
        }

        await _sheet.WriteRawAsync(XlsxParts.SheetFoot(_sheets[^1].Lists, _notes.Count > 0));
        await _sheet.WriteEndElementAsync();
        await _sheet.DisposeAsync();
        await _part.DisposeAsync();
        if (_notes.Count > 0)
        {
            await PartAsync($"xl/worksheets/_rels/sheet{_sheets.Count}.xml.rels", XlsxParts.SheetRelations(_sheets.Count));
            await PartAsync($"xl/comments{_sheets.Count}.xml", XlsxParts.Comments(_notes.Select(n => (n.Cell, Escaped(n.Text)))));
            await PartAsync($"xl/drawings/vmlDrawing{_sheets.Count}.vml", XlsxParts.Shapes(_notes.Select(n => (n.Row, n.Column))));
            _notes.Clear();
        }
    }

    private async Task PartAsync(string name, string text)
    {
        await using var part = await _zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync();
        await part.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static string Escaped(string text) => Clean(text.Length > LongestCell ? text[..LongestCell] : text);

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '&' => clean.Append("&amp;"),
                '<' => clean.Append("&lt;"),
                '>' => clean.Append("&gt;"),
                '"' => clean.Append("&quot;"),
                '\r' => clean.Append("&#13;"),
                _ => clean.Append(XmlConvert.IsXmlChar(c) ? c : '\uFFFD'),
            };
        }

        return clean.ToString();
    }
}
