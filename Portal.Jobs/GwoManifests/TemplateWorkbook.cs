using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Portal.Jobs.GwoManifests;

/// <summary>A drop-down for all cells of a column below the header; its values stand in a column of another sheet.</summary>
public sealed record XlsxList(int Column, string Sheet, int SheetColumn, int Values);

/// <summary>A sheet of text cells with its header in the first row, which stays in sight.</summary>
public sealed record XlsxSheet(string Name, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public bool IsHidden { get; init; }

    public IReadOnlyList<XlsxList> Lists { get; init; } = [];
}

/// <summary>A workbook of text, as far as a template needs one: every cell is text, so that no id becomes a number or a date.</summary>
public static class TemplateWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private const int LastRow = 1_048_576;

    public static byte[] Write(IReadOnlyList<XlsxSheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var numbers = Enumerable.Range(1, sheets.Count).ToList();
            Add(zip, "[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Kind}.styles+xml"/>{string.Concat(numbers.Select(n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Kind}.worksheet+xml"/>"""))}</Types>""");
            Add(zip, "_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Related}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(zip, "xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships">{string.Concat(numbers.Select(n => $"""<Relationship Id="rId{n}" Type="{Related}/worksheet" Target="worksheets/sheet{n}.xml"/>"""))}<Relationship Id="rId{sheets.Count + 1}" Type="{Related}/styles" Target="styles.xml"/></Relationships>""");
            Add(zip, "xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Related}"><sheets>{string.Concat(numbers.Select(n => $"""<sheet name="{sheets[n - 1].Name}" sheetId="{n}"{(sheets[n - 1].IsHidden ? " state=\"hidden\"" : "")} r:id="rId{n}"/>"""))}</sheets></workbook>""");
            // Format 49 is text; the second style is the bold one of the header.
            Add(zip, "xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>""");
            foreach (var n in numbers)
            {
                using var part = zip.CreateEntry($"xl/worksheets/sheet{n}.xml", CompressionLevel.Fastest).Open();
                Sheet(part, sheets[n - 1]);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
        writer.Write(xml);
    }

    private static void Sheet(Stream stream, XlsxSheet sheet)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false });
        xml.WriteStartDocument(standalone: true);
        xml.WriteStartElement("worksheet", Main);
        xml.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        xml.WriteRaw($"""<cols>{string.Concat(sheet.Rows[0].Select((h, i) => $"""<col min="{i + 1}" max="{i + 1}" width="{Math.Max(14, h.Length + 4)}" customWidth="1" style="1"/>"""))}</cols>""");
        xml.WriteStartElement("sheetData");
        for (var r = 0; r < sheet.Rows.Count; r++)
        {
            Row(xml, sheet.Rows[r], r + 1);
        }

        xml.WriteEndElement();
        if (sheet.Lists.Count > 0)
        {
            xml.WriteRaw($"""<dataValidations count="{sheet.Lists.Count}">{string.Concat(sheet.Lists.Select(List))}</dataValidations>""");
        }

        xml.WriteEndElement();
    }

    private static void Row(XmlWriter xml, IReadOnlyList<string> cells, int number)
    {
        xml.WriteStartElement("row");
        xml.WriteAttributeString("r", $"{number}");
        for (var c = 0; c < cells.Count; c++)
        {
            if (cells[c].Length > 0)
            {
                xml.WriteStartElement("c");
                xml.WriteAttributeString("r", $"{Letters(c)}{number}");
                xml.WriteAttributeString("s", number == 1 ? "2" : "1");
                xml.WriteAttributeString("t", "inlineStr");
                xml.WriteStartElement("is");
                xml.WriteElementString("t", cells[c]);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
        }

        xml.WriteEndElement();
    }

    private static string List(XlsxList list) =>
        $"""<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="Not in the list" error="Choose one of the values of the list." sqref="{Letters(list.Column)}2:{Letters(list.Column)}{LastRow}"><formula1>{list.Sheet}!${Letters(list.SheetColumn)}$2:${Letters(list.SheetColumn)}${list.Values + 1}</formula1></dataValidation>""";

    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letters((column / 26) - 1)}{(char)('A' + (column % 26))}";
}
