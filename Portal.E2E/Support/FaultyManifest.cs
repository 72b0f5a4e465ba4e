namespace Portal.E2E.Support;

/// <summary>A good manifest into which mistakes were made, and what stood there before.</summary>
public sealed class FaultyManifest
{
    public const int Specimen = 2;
    public const int Participant = 3;
    public const int Filepath = 5;
    public const int DataType = 6;
    public const int Source = 8;

    private readonly List<string[]> _rows;
    private readonly string _header;
    private readonly string _name;
    private readonly string _study;
    private readonly List<(int Row, int Column, string Right)> _mistakes = [];

    public FaultyManifest(ManifestFile good, string name)
    {
        var lines = good.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (_header, _rows, _study, _name) = (lines[0], [.. lines.Skip(1).Select(l => l.Split('\t'))], good.Study, name);
    }

    /// <summary>By the file's own row numbers.</summary>
    public IReadOnlyList<(int Row, int Column, string Right)> Mistakes => _mistakes;

    public int Rows => _rows.Count;

    public ManifestFile File(Func<string, string>? header = null) => new(_name, _study, string.Join('\n', _rows.Select(r => string.Join('\t', r)).Prepend(header?.Invoke(_header) ?? _header)) + "\n");

    /// <summary>What a cell of the good manifest holds.</summary>
    public string this[int row, int column] => _rows[row - 2][column];

    public FaultyManifest Wrong(int row, int column, string value)
    {
        _mistakes.Add((row, column, _rows[row - 2][column]));
        _rows[row - 2][column] = value;
        return this;
    }

    public FaultyManifest Twice(int row)
    {
        _rows.Add([.. _rows[row - 2]]);
        return this;
    }

    /// <summary>Until it is this long, with the same rows again and again.</summary>
    public FaultyManifest FilledTo(int rows)
    {
        var pattern = _rows.Count;
        for (var i = _rows.Count; i < rows; i++)
        {
            string[] row = [.. _rows[i % pattern]];
            row[0] = $"{i:x24}";
            _rows.Add(row);
        }

        return this;
    }
}
