using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace Portal.Jobs.GwoManifests;

/// <summary>The first visible sheet of a workbook, or the only one that has a manifest's headers. Formulas give their stored result.</summary>
public sealed class ExcelSheet : ManifestSheet
{
    private readonly IExcelDataReader _reader;
    private int _row;

    // The library asks for Windows-1252 whatever a workbook is written in, and this may be the first file the process reads.
    static ExcelSheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private ExcelSheet(IExcelDataReader reader) => _reader = reader;

    public override int Row => _row;

    public override int Cells => _reader.FieldCount;

    /// <param name="seekable">The whole workbook; taken over.</param>
    public static ExcelSheet Open(Stream seekable, string? note = null)
    {
        try
        {
            WorkbookGuard.Require(seekable);
            seekable.Position = 0;
            var chosen = Choose(seekable, out var notes);
            seekable.Position = 0;
            var reader = ExcelReaderFactory.CreateReader(seekable);
            for (var i = 0; i < chosen; i++)
            {
                reader.NextResult();
            }

            return new ExcelSheet(reader) { Notes = note is null ? notes : [note, .. notes] };
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            seekable.Dispose();
            throw new UnreadableManifestException("The file is not a workbook Excel could open, or it is protected by a password. Save it again as .xlsx or .tsv.", e);
        }
        catch (UnreadableManifestException)
        {
            seekable.Dispose();
            throw;
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _row++;
            return ValueTask.FromResult(_reader.Read());
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new UnreadableManifestException($"The workbook is damaged and cannot be read beyond row {_row}. Open it in Excel, and save it again.", e);
        }
    }

    public override string Cell(int index) => index >= _reader.FieldCount ? "" : Show(_reader, index);

    public override ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    // The reader's parts throw whatever a damaged file makes them stumble over.
    private static bool IsOfTheFile(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or UnreadableManifestException);

    private static int Choose(Stream stream, out IReadOnlyList<string> notes)
    {
        using var reader = ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
        var visible = new List<(int Index, string Name, bool Fits)>();
        var index = 0;
        do
        {
            if (string.Equals(reader.VisibleState, "visible", StringComparison.OrdinalIgnoreCase))
            {
                visible.Add((index, reader.Name, HasHeaders(reader)));
            }

            index++;
        }
        while (reader.NextResult());

        if (visible.Count == 0)
        {
            throw new UnreadableManifestException("The workbook has no visible sheet.");
        }

        var fitting = visible.Where(s => s.Fits).ToList();
        var chosen = fitting.Count == 1 ? fitting[0] : visible[0];
        notes = visible.Count == 1 ? [] : [$"The workbook has {visible.Count} sheets; “{chosen.Name}” was read"];
        return chosen.Index;
    }

    private static bool HasHeaders(IExcelDataReader reader) =>
        reader.Read() && reader.FieldCount <= ManifestHeader.MostColumns && ManifestHeader.Read(reader.FieldCount, i => Show(reader, i)).IsComplete;

    // As it stands in the cell: an id Excel took for a number never becomes 1.0.
    private static string Show(IExcelDataReader reader, int index) => reader.GetValue(index) switch
    {
        null => "",
        string text => text,
        double number => Number(number, reader.GetNumberFormatString(index)),
        int number => Number(number, reader.GetNumberFormatString(index)),
        DateTime date => date.TimeOfDay == TimeSpan.Zero ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "TRUE" : "FALSE",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };

    // Zeros, number signs, points and commas mean the same in Excel and here.
    private static string Number(double number, string? format) =>
        format is { Length: > 0 } && !format.AsSpan().ContainsAnyExcept("0#.,%") ? number.ToString(format, CultureInfo.InvariantCulture)
        : number == Math.Floor(number) && Math.Abs(number) < 1e15 ? number.ToString("0", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}
