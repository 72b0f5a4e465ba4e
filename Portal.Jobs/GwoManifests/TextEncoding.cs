using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Portal.Jobs.GwoManifests;

/// <summary>Which letters a text file is written in: UTF-8, UTF-16 by its mark, else Windows-1252 with a note.</summary>
internal static class TextEncoding
{
    private const int Block = 1 << 16;

    /// <summary>Bytes that mean nothing in Windows-1252.</summary>
    private static readonly SearchValues<byte> Undefined = SearchValues.Create(0x81, 0x8D, 0x8F, 0x90, 0x9D);

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the stream to its end.</summary>
    public static async Task<(Encoding Encoding, string? Note)> DetectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Block + 4];
        var carried = 0;
        var utf8 = true;
        var first = true;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(carried, Block), Block, throwOnEndOfStream: false, cancellationToken);
            var length = carried + read;
            if (first && Marked(buffer.AsSpan(0, length)) is { } marked)
            {
                return (marked, null);
            }

            if (first && length == 0)
            {
                throw new UnreadableManifestException("The file is empty.");
            }

            if (buffer.AsSpan(carried, read).Contains((byte)0))
            {
                throw new UnreadableManifestException("The file is not text. Upload a .tsv, .csv, .txt, .xlsx or .xls file.");
            }

            var last = read < Block;
            var whole = last ? length : length - Unfinished(buffer.AsSpan(0, length));
            utf8 = utf8 && Utf8.IsValid(buffer.AsSpan(0, whole));
            if (!utf8 && buffer.AsSpan(0, length).ContainsAny(Undefined))
            {
                throw new UnreadableManifestException("The file mixes encodings: some of its bytes are neither UTF-8 nor Windows-1252. Save it again as UTF-8.");
            }

            if (last)
            {
                return utf8 ? (Encoding.UTF8, null) : (Encoding.GetEncoding(1252), "The file is not UTF-8; it was read as Windows-1252");
            }

            carried = length - whole;
            buffer.AsSpan(whole, carried).CopyTo(buffer);
            first = false;
        }
    }

    private static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

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
