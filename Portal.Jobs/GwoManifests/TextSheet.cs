using System.Text;
using CsvHelper;

namespace Portal.Jobs.GwoManifests;

/// <summary>Comma, tab or semicolon separated text. Every record counts as a row, so numbers stay those of the spreadsheet.</summary>
public sealed class TextSheet : ManifestSheet
{
    private readonly CsvReader _reader;
    private int _row;

    private TextSheet(CsvReader reader) => _reader = reader;

    public override int Row => _row;

    public override int Cells => _reader.FieldCount;

    /// <param name="separator">Null: found out from the first lines.</param>
    public static TextSheet Open(Stream stream, char? separator, Encoding encoding, IReadOnlyList<string> notes, bool hasUnreadable = false)
    {
        var options = CsvReaderOptions.Default with
        {
            HasHeader = false,
            SkipEmptyLines = false,
            Separator = separator,
            Encoding = encoding,
            PoolStrings = true,
            TrackLineNumbers = true,
            MaxRecordSize = 1_000_000, // a quote that is never closed must not swallow the file
        };
        return new TextSheet(CsvReader.Create(stream, options, leaveOpen: false)) { Notes = notes, HasUnreadable = hasUnreadable };
    }

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _row++;
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw new UnreadableManifestException($"The file cannot be read beyond row {_row}: a quotation mark there is not closed, or the row has more than a million characters.", e);
        }
    }

    public override string Cell(int index) => index < _reader.FieldCount ? _reader.GetString(index) : "";

    public override async ValueTask DisposeAsync() => await _reader.DisposeAsync();
}
