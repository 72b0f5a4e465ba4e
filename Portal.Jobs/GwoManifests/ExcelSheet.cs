using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>The first visible sheet of a workbook, or the only one that has the manifest's headers. Formulas give their stored result.</summary>
public sealed class ExcelSheet : ManifestSheet
{
    private readonly IExcelDataReader _reader;
    private int _row;

    private ExcelSheet(IExcelDataReader reader) => _reader = reader;

    public override int Row => _row;

    public override int Cells => _reader.FieldCount;

    /// <param name="seekable">The whole workbook; taken over.</param>
    public static ExcelSheet Open(Stream seekable)
    {
        try
        {
            var chosen = Choose(seekable, out var notes);
            seekable.Position = 0;
            var reader = ExcelReaderFactory.CreateReader(seekable);
            for (var i = 0; i < chosen; i++)
            {
                reader.NextResult();
            }

            return new ExcelSheet(reader) { Notes = notes };
        }
        catch (Exception e) when (e is ExcelReaderException or InvalidDataException or IOException or ArgumentException or FormatException)
        {
            throw new UnreadableManifestException("The file is not a workbook Excel could open, or it is protected by a password. Save it again as .xlsx or .tsv.", e);
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _row++;
        return ValueTask.FromResult(_reader.Read());
    }

    public override string Cell(int index) => index >= _reader.FieldCount ? "" : Show(_reader.GetValue(index));

    public override ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

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

    private static bool HasHeaders(IExcelDataReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        var headers = Enumerable.Range(0, reader.FieldCount).Select(i => ManifestColumns.Loose(Show(reader.GetValue(i)))).ToHashSet(StringComparer.Ordinal);
        return ManifestColumns.All.All(c => headers.Contains(ManifestColumns.Loose(c)));
    }

    // An id Excel took for a number is shown as it stands in the cell, never as 1E+05 or 1.0.
    private static string Show(object? value) => value switch
    {
        null => "",
        string text => text,
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e15 ? number.ToString("0") : number.ToString("R"),
        DateTime date => date.TimeOfDay == TimeSpan.Zero ? date.ToString("yyyy-MM-dd") : date.ToString("yyyy-MM-dd HH:mm:ss"),
        bool truth => truth ? "TRUE" : "FALSE",
        _ => value.ToString() ?? "",
    };
}
