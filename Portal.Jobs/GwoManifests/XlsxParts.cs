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

    public static string SheetRelations { get; } = $"""
        {Start}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/><Relationship Id="rId2" Type="{Relations}/comments" Target="../comments1.xml"/></Relationships>
        """;

    // Fills 0 and 1 are the two every workbook must begin with.
    private static string Styles { get; } = $"""
        {Start}<styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
        <fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFAD4D4"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFE9B8"/></patternFill></fill></fills>
        <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
        <cellXfs count="4"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" fillId="2" applyFill="1" applyNumberFormat="1"/><xf numFmtId="49" fillId="3" applyFill="1" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;

    public static IEnumerable<(string Name, string Text)> Fixed(string sheetName) =>
    [
        ("[Content_Types].xml", $"""
            {Start}<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/><Override PartName="/xl/comments1.xml" ContentType="{Types}.comments+xml"/></Types>
            """),
        ("_rels/.rels", $"""{Start}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", $"""{Start}<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{sheetName}" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", $"""{Start}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>"""),
        ("xl/styles.xml", Styles),
    ];

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
