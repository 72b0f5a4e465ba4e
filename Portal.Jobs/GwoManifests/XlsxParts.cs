using System.Globalization;
using System.Text;

namespace Portal.Jobs.GwoManifests;

/// <summary>The parts of a workbook beside its sheet, as the Open XML standard wants them.</summary>
internal static class XlsxParts
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private const string Start = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";

    private const int LastRow = 1_048_576;

    // Fills 0 and 1 are the two every workbook must begin with.
    private static string Styles { get; } = $"""
        {Start}<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
        <fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFAD4D4"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFE9B8"/></patternFill></fill></fills>
        <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
        <cellXfs count="4"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" fillId="2" applyFill="1" applyNumberFormat="1"/><xf numFmtId="49" fillId="3" applyFill="1" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;

    public static string SheetRelations(int sheet) => $"""
        {Start}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/vmlDrawing" Target="../drawings/vmlDrawing{sheet}.vml"/><Relationship Id="rId2" Type="{Relations}/comments" Target="../comments{sheet}.xml"/></Relationships>
        """;

    /// <summary>All that a workbook of these sheets has beside them.</summary>
    public static IEnumerable<(string Name, string Text)> Around(IReadOnlyList<XlsxSheet> sheets)
    {
        var numbers = Enumerable.Range(1, sheets.Count).ToList();
        return
        [
            ("[Content_Types].xml", $"""
                {Start}<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/>{Each(n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Types}.worksheet+xml"/><Override PartName="/xl/comments{n}.xml" ContentType="{Types}.comments+xml"/>""")}</Types>
                """),
            ("_rels/.rels", $"""{Start}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
            ("xl/workbook.xml", $"""{Start}<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{Each(n => $"""<sheet name="{sheets[n - 1].Name}" sheetId="{n}"{(sheets[n - 1].IsHidden ? " state=\"hidden\"" : "")} r:id="rId{n}"/>""")}</sheets></workbook>"""),
            ("xl/_rels/workbook.xml.rels", $"""{Start}<Relationships xmlns="{Package}/relationships">{Each(n => $"""<Relationship Id="rId{n}" Type="{Relations}/worksheet" Target="worksheets/sheet{n}.xml"/>""")}<Relationship Id="rId{sheets.Count + 1}" Type="{Relations}/styles" Target="styles.xml"/></Relationships>"""),
            ("xl/styles.xml", Styles),
        ];

        string Each(Func<int, string> say) => string.Concat(numbers.Select(say));
    }

    /// <summary>Up to the first row: the header stays in sight, the columns have their widths.</summary>
    public static string SheetHead(IEnumerable<int> widths) =>
        $"""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{string.Concat(widths.Select((w, i) => $"""<col min="{i + 1}" max="{i + 1}" width="{w}" customWidth="1" style="0"/>"""))}</cols><sheetData>""";

    /// <summary>After the last row.</summary>
    public static string SheetFoot(IReadOnlyList<XlsxList> lists, bool hasNotes) =>
        "</sheetData>" + (lists.Count > 0 ? $"""<dataValidations count="{lists.Count}">{string.Concat(lists.Select(List))}</dataValidations>""" : "")
        + (hasNotes ? $"""<legacyDrawing xmlns:r="{Relations}" r:id="rId1"/>""" : "");

    public static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letters((column / 26) - 1)}{(char)('A' + (column % 26))}";

    private static string List(XlsxList list) =>
        $"""<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="Not in the list" error="Choose one of the values of the list." sqref="{Letters(list.Column)}2:{Letters(list.Column)}{LastRow}"><formula1>{list.Sheet}!${Letters(list.SheetColumn)}$2:${Letters(list.SheetColumn)}${list.Values + 1}</formula1></dataValidation>""";

    public static string Comments(IEnumerable<(string Cell, string Escaped)> notes)
    {
        var xml = new StringBuilder($"""{Start}<comments xmlns="{Main}"><authors><author>Data portal</author></authors><commentList>""");
        foreach (var (cell, text) in notes)
        {
            xml.Append(CultureInfo.InvariantCulture, $"""<comment ref="{cell}" authorId="0"><text><t xml:space="preserve">{text}</t></text></comment>""");
        }

        return xml.Append("</commentList></comments>").ToString();
    }

    /// <summary>The boxes the remarks open in.</summary>
    public static string Shapes(IEnumerable<(int Row, int Column)> cells)
    {
        var xml = new StringBuilder("""<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>""");
        var id = 1025;
        foreach (var (row, column) in cells)
        {
            xml.Append(CultureInfo.InvariantCulture, $"""<v:shape id="_x0000_s{id++}" type="#_x0000_t202" style="position:absolute;width:220pt;height:80pt;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>""");
        }

        return xml.Append("</xml>").ToString();
    }
}
