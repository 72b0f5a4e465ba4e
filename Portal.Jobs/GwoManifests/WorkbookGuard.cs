using System.IO.Compression;

namespace Portal.Jobs.GwoManifests;

/// <summary>Looks through an .xlsx before it is taken apart: one that unpacks to far more than it seems, or has endless cells, is refused.</summary>
internal static class WorkbookGuard
{
    /// <summary>Unpacked, all parts together.</summary>
    public const long MostBytes = 2_000_000_000;

    /// <summary>Texts of all cells are kept at once.</summary>
    private const long MostTexts = 400_000_000;

    /// <summary>Between two marks of the markup; Excel allows 32,767 characters in a cell.</summary>
    private const int LongestText = 1_000_000;

    /// <summary>Tables rarely shrink to a fiftieth.</summary>
    private const int MostRatio = 300;
    private const long RatioFrom = 50_000_000;

    /// <exception cref="UnreadableManifestException">It would fill memory.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Require(Stream seekable)
    {
        seekable.Position = 0;
        if (seekable.ReadByte() != 'P')
        {
            return; // an .xls is not packed
        }

        seekable.Position = 0;
        using var zip = new ZipArchive(seekable, ZipArchiveMode.Read, leaveOpen: true);
        var buffer = new byte[1 << 16];
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            var limit = entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? MostTexts : MostBytes;
            total += Unpacked(entry, buffer, Math.Min(limit, MostBytes - total));
        }
    }

    // What the entry says of its size may be a lie, so it is counted.
    private static long Unpacked(ZipArchiveEntry entry, byte[] buffer, long most)
    {
        using var stream = entry.Open();
        var isMarkup = entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);
        var (bytes, text) = (0L, 0L);
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            bytes += read;
            var mark = buffer.AsSpan(0, read).IndexOf((byte)'<');
            text = isMarkup && mark < 0 ? text + read : 0;
            if (bytes > most || text > LongestText || (bytes > RatioFrom && bytes > MostRatio * Math.Max(1, entry.CompressedLength)))
            {
                throw new UnreadableManifestException("The workbook unpacks to far more than a manifest can be. Save the one sheet as .tsv and upload that.");
            }
        }

        return bytes;
    }
}
