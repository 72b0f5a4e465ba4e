namespace Portal.Domain.GwoManifests;

public enum EditKind
{
    /// <summary>One cell.</summary>
    Cell,

    /// <summary>All cells of a column that hold the same value.</summary>
    EqualCells,

    /// <summary>The header of a column.</summary>
    Rename,

    /// <summary>Rows are left out of the next version.</summary>
    Remove,
}

/// <summary>One thing a person changed. <see cref="Column"/> counts the file's own columns from 0.</summary>
public sealed record ManifestEdit
{
    public required EditKind Kind { get; init; }
    public int Row { get; init; }
    public int Column { get; init; }
    public string From { get; init; } = "";
    public string To { get; init; } = "";

    /// <summary>Rows to remove: "4-7,220".</summary>
    public string Rows { get; init; } = "";

    public static ManifestEdit Cell(int row, int column, string from, string to) => new() { Kind = EditKind.Cell, Row = row, Column = column, From = from, To = to };

    public static ManifestEdit EqualCells(int column, string from, string to) => new() { Kind = EditKind.EqualCells, Column = column, From = from, To = to };

    public static ManifestEdit Rename(int column, string from, string to) => new() { Kind = EditKind.Rename, Column = column, From = from, To = to };

    public static ManifestEdit Remove(IEnumerable<int> rows) => new() { Kind = EditKind.Remove, Rows = RowRanges.Write(rows) };
}
