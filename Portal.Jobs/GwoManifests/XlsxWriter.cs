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

/// <summary>Writes a workbook of one sheet row by row, every cell as text, so that no program takes an id for a number or a text for a formula.</summary>
public sealed class XlsxWriter : IAsyncDisposable
{
    /// <summary>Excel takes long to open a sheet with more of them; the cells beyond are coloured all the same.</summary>
    public const int MostNotes = 5_000;

    /// <summary>More characters are no valid cell.</summary>
    private const int LongestCell = 32_767;

    private static readonly XmlWriterSettings Settings = new() { Async = true, Encoding = new UTF8Encoding(false), CheckCharacters = false };

    private readonly ZipArchive _zip;
    private readonly Stream _part;
    private readonly XmlWriter _sheet;
    private readonly List<(string Cell, int Row, int Column, string Text)> _notes = [];
    private int _row;

    private XlsxWriter(ZipArchive zip, Stream part, XmlWriter sheet) => (_zip, _part, _sheet) = (zip, part, sheet);

    /// <param name="seekable">Stays open.</param>
    /// <param name="widths">Of the columns, in characters.</param>
    public static async Task<XlsxWriter> CreateAsync(Stream seekable, string sheetName, IEnumerable<int> widths)
    {
        var zip = new ZipArchive(seekable, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, text) in XlsxParts.Fixed(Clean(sheetName)))
        {
            await PartAsync(zip, name, text);
        }

        var part = await zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).OpenAsync();
        var sheet = XmlWriter.Create(part, Settings);
        await sheet.WriteStartDocumentAsync();
        await sheet.WriteStartElementAsync(null, "worksheet", XlsxParts.Main);
        await sheet.WriteRawAsync("<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        var column = 0;
        foreach (var width in widths)
        {
            column++;
            await sheet.WriteRawAsync(string.Create(CultureInfo.InvariantCulture, $"<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>"));
        }

        await sheet.WriteRawAsync("</cols><sheetData>");
        return new XlsxWriter(zip, part, sheet);
    }

    /// <summary>A row without cells keeps its number.</summary>
    public async Task WriteAsync(IReadOnlyList<XlsxCell> cells)
    {
        _row++;
        await _sheet.WriteRawAsync($"<row r=\"{_row}\">");
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (cell.Text.Length == 0 && cell.Look == CellLook.Plain)
            {
                continue;
            }

            var place = Place(i, _row);
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
        await _sheet.WriteRawAsync("</sheetData>" + (_notes.Count > 0 ? $"<legacyDrawing xmlns:r=\"{XlsxParts.Relations}\" r:id=\"rId1\"/>" : ""));
        await _sheet.WriteEndElementAsync();
        await _sheet.DisposeAsync();
        await _part.DisposeAsync();
        if (_notes.Count > 0)
        {
            await PartAsync(_zip, "xl/worksheets/_rels/sheet1.xml.rels", XlsxParts.SheetRelations);
            await PartAsync(_zip, "xl/comments1.xml", XlsxParts.Comments(_notes.Select(n => (n.Cell, Escaped(n.Text)))));
            await PartAsync(_zip, "xl/drawings/vmlDrawing1.vml", XlsxParts.Shapes(_notes.Select(n => (n.Row, n.Column))));
        }

        await _zip.DisposeAsync();
    }

    private static async Task PartAsync(ZipArchive zip, string name, string text)
    {
        await using var part = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync();
        await part.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static string Place(int column, int row)
    {
        var name = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            name = (char)('A' + ((rest - 1) % 26)) + name;
        }

        return name + row.ToString(CultureInfo.InvariantCulture);
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
