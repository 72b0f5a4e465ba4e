using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>Reads a stored manifest, whatever it was saved as.</summary>
public sealed class ManifestReader(IFileStore files)
{
    private const int LongestHeader = 1 << 16;

    public static IReadOnlyList<string> Endings { get; } = [".tsv", ".csv", ".txt", ".xlsx", ".xls"];

    /// <exception cref="UnreadableManifestException">The file is no table.</exception>
    public async Task<ManifestTable> ReadAsync(string storageKey, string fileName, CancellationToken cancellationToken)
    {
        await using var sheet = await OpenAsync(storageKey, fileName, cancellationToken);
        if (!await sheet.ReadAsync(cancellationToken))
        {
            throw new UnreadableManifestException("The file is empty.");
        }

        var header = ManifestHeader.Read(sheet);
        var rows = new ManifestRowReader(header, sheet.HasUnreadable);
        while (await sheet.ReadAsync(cancellationToken))
        {
            rows.Add(sheet);
        }

        return rows.Table([.. sheet.Notes, .. header.Notes]);
    }

    /// <summary>The rows as they stand in the file, for whoever has to give them back.</summary>
    public async Task<ManifestSheet> OpenAsync(string storageKey, string fileName, CancellationToken cancellationToken)
    {
        var ending = Path.GetExtension(fileName).ToLowerInvariant();
        if (!Endings.Contains(ending, StringComparer.Ordinal))
        {
            throw new UnreadableManifestException($"“{Path.GetFileName(fileName)}” is no kind of file the portal reads. Upload a {string.Join(", ", Endings)} file.");
        }

        var isWorkbook = await IsWorkbookAsync(storageKey, cancellationToken);
        if (isWorkbook || ending is ".xlsx" or ".xls")
        {
            return isWorkbook ? ExcelSheet.Open(await SeekableAsync(storageKey, cancellationToken), ending is ".xlsx" or ".xls" ? null : $"The file is named {ending}, but is a workbook")
                : throw new UnreadableManifestException("The file is named like a workbook, but is none. If it is text, name it .tsv or .csv.");
        }

        var detected = await DetectAsync(storageKey, cancellationToken);
        var (separator, note) = await SeparatorAsync(storageKey, ending, detected.Encoding, cancellationToken);
        return TextSheet.Open(await files.OpenAsync(storageKey, cancellationToken), separator, detected.Encoding, [.. new[] { detected.Note, note }.OfType<string>()], detected.HasUnreadable);
    }

    private async Task<DetectedEncoding> DetectAsync(string storageKey, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(storageKey, cancellationToken);
        return await TextEncoding.DetectAsync(stream, cancellationToken);
    }

    // By the ending; where that gives a single column, by what the header is full of. A line may be endless, so only its beginning is looked at.
    private async Task<(char Character, string? Note)> SeparatorAsync(string storageKey, string ending, System.Text.Encoding encoding, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(storageKey, cancellationToken);
        using var reader = new StreamReader(stream, encoding);
        var start = new char[LongestHeader];
        var read = await reader.ReadBlockAsync(start, cancellationToken);
        var header = new string(start, 0, start.AsSpan(0, read).IndexOfAny('\n', '\r') is >= 0 and var end ? end : read);
        char? expected = ending switch { ".tsv" => '\t', ".csv" => ',', _ => null };
        if (expected is { } usual && header.Contains(usual))
        {
            return (usual, null);
        }

        var found = new[] { '\t', ',', ';' }.MaxBy(c => header.Count(h => h == c));
        var name = found switch { '\t' => "tabs", ',' => "commas", _ => "semicolons" };
        return header.Contains(found)
            ? (found, ending == ".txt" && found == '\t' ? null : $"The cells are separated by {name}")
            : (expected ?? '\t', null);
    }

    private async Task<bool> IsWorkbookAsync(string storageKey, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(storageKey, cancellationToken);
        var start = new byte[4];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return read == start.Length && start is [0x50, 0x4B, 0x03, 0x04] or [0xD0, 0xCF, 0x11, 0xE0]; // zip, or the older compound file
    }

    private async Task<Stream> SeekableAsync(string storageKey, CancellationToken cancellationToken)
    {
        var stream = await files.OpenAsync(storageKey, cancellationToken);
        if (stream.CanSeek)
        {
            return stream;
        }

        var copy = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (stream)
        {
            await stream.CopyToAsync(copy, cancellationToken);
        }

        copy.Position = 0;
        return copy;
    }
}
