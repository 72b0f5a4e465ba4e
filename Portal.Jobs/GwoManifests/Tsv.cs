using System.Text;

namespace Portal.Jobs.GwoManifests;

/// <summary>Tab-separated text that spreadsheets read.</summary>
internal sealed class Tsv(Stream stream) : IAsyncDisposable
{
    public const string ContentType = "text/tab-separated-values; charset=utf-8";

    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };

    public Task WriteAsync(CancellationToken cancellationToken, params IEnumerable<string?> cells) =>
        _writer.WriteLineAsync(string.Join('\t', cells.Select(Quote)).AsMemory(), cancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string Quote(string? cell) => cell is null ? ""
        : cell.AsSpan().ContainsAny("\t\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
