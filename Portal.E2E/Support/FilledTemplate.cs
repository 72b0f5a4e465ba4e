using System.IO.Compression;
using System.Xml.Linq;

namespace Portal.E2E.Support;

/// <summary>What a curator makes of the downloaded template: rows typed below its header, everything else as it came.</summary>
internal static class FilledTemplate
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <param name="rows">By the names of the template's columns.</param>
    public static async Task<byte[]> FillAsync(Stream template, IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        using var workbook = new MemoryStream();
        await template.CopyToAsync(workbook);
        using (var zip = new ZipArchive(workbook, ZipArchiveMode.Update, leaveOpen: true))
        {
            var part = zip.GetEntry("xl/worksheets/sheet1.xml")!;
            var sheet = Read(part);
            var data = sheet.Descendants(Main + "sheetData").Single();
            var headers = data.Elements(Main + "row").Single().Elements(Main + "c").Select(c => c.Value).ToList();
            data.Add(rows.Select((row, i) => new XElement(Main + "row", new XAttribute("r", i + 2), headers.Select((h, c) => Cell((char)('A' + c), i + 2, row[h])))));
            part.Delete();
            await using var changed = zip.CreateEntry("xl/worksheets/sheet1.xml").Open();
            sheet.Save(changed);
        }

        return workbook.ToArray();
    }

    private static XDocument Read(ZipArchiveEntry part)
    {
        using var stream = part.Open();
        return XDocument.Load(stream);
    }

    private static XElement Cell(char column, int row, string text) =>
        new(Main + "c", new XAttribute("r", $"{column}{row}"), new XAttribute("t", "inlineStr"), new XElement(Main + "is", new XElement(Main + "t", text)));
}
