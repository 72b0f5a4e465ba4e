using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>A manifest with the edits made in the portal, in the format it was uploaded in. A workbook comes back with the one sheet that was read.</summary>
public sealed class EditedCopy(ManifestReader reader, IFileStore files)
{
    /// <summary>Name of the copy: the older workbooks come back as .xlsx, which every Excel opens.</summary>
    public static string NameOf(string fileName) =>
        Path.GetExtension(fileName).Equals(".xls", StringComparison.OrdinalIgnoreCase) ? fileName + "x" : fileName;

    public async Task WriteAsync(GwoManifest manifest, ManifestEdits edits, Stream stream, CancellationToken cancellationToken)
    {
        await using var sheet = await reader.OpenAsync(manifest.StorageKey, manifest.FileName, cancellationToken);
        if (!await sheet.ReadAsync(cancellationToken))
        {
            throw new UnreadableManifestException("The file is empty.");
        }

        string[] headers = [.. IndexedSheet.Cells(sheet).Select((h, i) => edits.NameOf(i, h))];
        if (sheet is ExcelSheet)
        {
            await WriteWorkbookAsync(sheet, headers, edits, stream, cancellationToken);
            return;
        }

        var format = await FormatAsync(manifest, headers.Length, cancellationToken);
        await using var writer = format.Open(stream);
        await writer.WriteLineAsync(format.Line(headers).AsMemory(), cancellationToken);
        while (await sheet.ReadAsync(cancellationToken))
        {
            if (!edits.Removes(sheet.Row))
            {
                await writer.WriteLineAsync(format.Line(edits.Over(sheet.Row, IndexedSheet.Cells(sheet))).AsMemory(), cancellationToken);
            }
        }
    }

    // A workbook's index is written last and looks back at its parts, so it is made beside the store.
    private static async Task WriteWorkbookAsync(ManifestSheet sheet, string[] headers, ManifestEdits edits, Stream stream, CancellationToken cancellationToken)
    {
        await using var beside = TemporaryFile.Create();
        await using (var workbook = new XlsxWriter(beside))
        {
            await workbook.BeginAsync(new XlsxSheet("Manifest", headers.Select(h => Math.Clamp(h.Length + 8, 14, 60))));
            await workbook.WriteAsync([.. headers.Select(h => new XlsxCell(h, CellLook.Header))]);
            while (await sheet.ReadAsync(cancellationToken))
            {
                if (!edits.Removes(sheet.Row))
                {
                    await workbook.WriteAsync([.. edits.Over(sheet.Row, IndexedSheet.Cells(sheet)).Select(c => new XlsxCell(c))]);
                }
            }
        }

        beside.Position = 0;
        await beside.CopyToAsync(stream, cancellationToken);
    }

    private async Task<TextFormat> FormatAsync(GwoManifest manifest, int columns, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(manifest.StorageKey, cancellationToken);
        return await TextFormat.OfAsync(stream, columns, cancellationToken);
    }
}
