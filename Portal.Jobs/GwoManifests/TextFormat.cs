using System.Text;

namespace Portal.Jobs.GwoManifests;

/// <summary>How a text file is written, so that what we give back is written like it: separator, line end, encoding and its mark.</summary>
public sealed record TextFormat(char Separator, string NewLine, Encoding Encoding)
{
    private const int Sample = 1 << 16;

    /// <summary>What spreadsheets everywhere open by a double click.</summary>
    public static TextFormat ForSpreadsheets { get; } = new(',', "\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

    /// <param name="columns">How many the header has: the separator is the one that gives as many.</param>
    public static async Task<TextFormat> OfAsync(Stream stream, int columns, CancellationToken cancellationToken)
    {
        var bytes = new byte[Sample];
        var read = await stream.ReadAtLeastAsync(bytes, Sample, throwOnEndOfStream: false, cancellationToken);
        Encoding encoding = bytes.AsSpan(0, read) switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            [0xEF, 0xBB, 0xBF, ..] => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        var text = encoding.GetString(bytes, 0, read);
        var end = text.IndexOfAny(['\r', '\n']);
        var header = end < 0 ? text : text[..end];
        var newLine = end < 0 || text[end] == '\n' ? "\n" : end + 1 < text.Length && text[end + 1] == '\n' ? "\r\n" : "\r";
        return new TextFormat(new[] { '\t', ',', ';' }.MinBy(c => Math.Abs(header.Count(h => h == c) + 1 - columns)), newLine, encoding);
    }

    public StreamWriter Open(Stream stream) => new(stream, Encoding, leaveOpen: true) { NewLine = NewLine };

    public string Line(IEnumerable<string> cells) => string.Join(Separator, cells.Select(Quote));

    // A cell is given back as it came: what it begins with is the curator's business, and no text of ours begins a formula.
    private string Quote(string cell) => cell.Contains(Separator) || cell.AsSpan().ContainsAny("\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
