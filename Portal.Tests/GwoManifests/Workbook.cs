using System.IO.Compression;
using System.Text;

namespace Portal.Tests.GwoManifests;

/// <summary>An .xlsx as a spreadsheet writes it: text, numbers with a format, formulas with their stored result, hidden sheets.</summary>
internal static class Workbook
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A sheet of cells; <c>#</c> before a cell makes it a number, <c>#0.00|</c> a number so formatted, <c>=</c> a formula with that result.</summary>
    public static byte[] Of(params (string Name, bool Hidden, string[][] Rows)[] sheets)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var numbers = Enumerable.Range(1, sheets.Length).ToList();
            Add(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
            Add(zip, "_rels/.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{Related}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(numbers.Select(n => $"<Relationship Id=\"r{n}\" Type=\"{Related}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))}<Relationship Id=\"s\" Type=\"{Related}/styles\" Target=\"styles.xml\"/></Relationships>");
            Add(zip, "xl/styles.xml", $"<styleSheet {Main}><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"00000\"/></numFmts><fonts count=\"1\"><font/></fonts><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>");
            Add(zip, "xl/workbook.xml", $"<workbook {Main} xmlns:r=\"{Related}\"><sheets>{string.Concat(numbers.Select(n => $"<sheet name=\"{sheets[n - 1].Name}\" sheetId=\"{n}\"{(sheets[n - 1].Hidden ? " state=\"hidden\"" : "")} r:id=\"r{n}\"/>"))}</sheets></workbook>");
            foreach (var n in numbers)
            {
                Add(zip, $"xl/worksheets/sheet{n}.xml", $"<worksheet {Main}><sheetData>{string.Concat(sheets[n - 1].Rows.Select((r, i) => $"<row r=\"{i + 1}\">{string.Concat(r.Select((c, j) => Cell(c, $"{Letters(j)}{i + 1}")))}</row>"))}</sheetData></worksheet>");
            }
        }

        return stream.ToArray();
    }

    public static byte[] OfTable(string tsv) => Of(("Sheet1", false, [.. tsv.TrimEnd('\n').Split('\n').Select(l => l.Split('\t'))]));

    private static string Cell(string cell, string at) => cell switch
    {
        "" => "",
        _ when cell.StartsWith("#00000|", StringComparison.Ordinal) => $"<c r=\"{at}\" s=\"1\"><v>{cell[7..]}</v></c>",
        _ when cell.StartsWith("#date|", StringComparison.Ordinal) => $"<c r=\"{at}\" s=\"2\"><v>{cell[6..]}</v></c>",
        _ when cell.StartsWith('#') => $"<c r=\"{at}\"><v>{cell[1..]}</v></c>",
        _ when cell.StartsWith('=') => $"<c r=\"{at}\" t=\"str\"><f>A1</f><v>{Escaped(cell[1..])}</v></c>",
        _ => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{Escaped(cell)}</t></is></c>",
    };

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);

    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letters((column / 26) - 1)}{(char)('A' + (column % 26))}";

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
        writer.Write(xml);
    }
}
