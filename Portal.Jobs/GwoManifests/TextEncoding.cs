using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Portal.Jobs.GwoManifests;

/// <summary>Which letters a text file is written in. With <see cref="HasUnreadable"/>, some bytes are none of them.</summary>
internal sealed record DetectedEncoding(Encoding Encoding, string? Note = null, bool HasUnreadable = false);

/// <summary>UTF-8; UTF-16 by its mark or by how it looks; else Windows-1252 with a note.</summary>
internal static class TextEncoding
{
    private const int Block = 1 << 16;

    /// <summary>Bytes that mean nothing in Windows-1252.</summary>
    private static readonly SearchValues<byte> Undefined = SearchValues.Create(0x81, 0x8D, 0x8F, 0x90, 0x9D);

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the stream to its end, a block at a time.</summary>
    public static async Task<DetectedEncoding> DetectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Block + 4];
        var (carried, utf8, defined, replaced) = (0, true, true, false);
        for (var first = true; ; first = false)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(carried, Block), Block, throwOnEndOfStream: false, cancellationToken);
            var length = carried + read;
            if (first && Start(buffer.AsSpan(0, length)) is { } wide)
            {
                return wide;
            }

            if (buffer.AsSpan(carried, read).Contains((byte)0))
            {
                throw new UnreadableManifestException("The file is not text. Upload a .tsv, .csv, .txt, .xlsx or .xls file.");
            }

            var last = read < Block;
            var whole = last ? length : length - Unfinished(buffer.AsSpan(0, length));
            utf8 = utf8 && Utf8.IsValid(buffer.AsSpan(0, whole));
            defined = defined && !buffer.AsSpan(0, length).ContainsAny(Undefined);
            replaced = replaced || buffer.AsSpan(0, whole).IndexOf("\uFFFD"u8) >= 0;
            if (last)
            {
                return Judge(utf8, defined, replaced);
            }

            carried = length - whole;
            buffer.AsSpan(whole, carried).CopyTo(buffer);
        }
    }

    private static DetectedEncoding Judge(bool utf8, bool defined, bool replaced) =>
        utf8 ? new DetectedEncoding(Encoding.UTF8, replaced ? "Some characters were lost before the file was uploaded; their cells are marked" : null, replaced)
        : defined ? new DetectedEncoding(Encoding.GetEncoding(1252), "The file is not UTF-8; it was read as Windows-1252")
        : new DetectedEncoding(Encoding.UTF8, "Some bytes of the file are neither UTF-8 nor Windows-1252; their cells are marked", HasUnreadable: true);

    // By the mark; without one, by every other byte of the beginning being zero, which no other text has.
    private static DetectedEncoding? Start(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw new UnreadableManifestException("The file is empty.");
        }

        if (start is [0xFF, 0xFE, ..])
        {
            return new DetectedEncoding(Encoding.Unicode, HasUnreadable: true);
        }

        if (start is [0xFE, 0xFF, ..])
        {
            return new DetectedEncoding(Encoding.BigEndianUnicode, HasUnreadable: true);
        }

        var (even, odd) = (0, 0);
        var looked = start[..Math.Min(start.Length & ~1, 4096)];
        for (var i = 0; i < looked.Length; i += 2)
        {
            even += looked[i] == 0 ? 1 : 0;
            odd += looked[i + 1] == 0 ? 1 : 0;
        }

        const string note = "The file is UTF-16 without a mark";
        return looked.Length < 8 ? null
            : odd > looked.Length * 2 / 5 && even == 0 ? new DetectedEncoding(Encoding.Unicode, note, HasUnreadable: true)
            : even > looked.Length * 2 / 5 && odd == 0 ? new DetectedEncoding(Encoding.BigEndianUnicode, note, HasUnreadable: true)
            : null;
    }

    // How many bytes at the end begin a character that the next block continues.
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0x80)
            {
                continue;
            }

            var needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return needed > back ? back : 0;
        }

        return 0;
    }
}
