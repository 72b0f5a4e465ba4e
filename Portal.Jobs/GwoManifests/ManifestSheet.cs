namespace Portal.Jobs.GwoManifests;

/// <summary>A table row by row, whatever kind of file it comes from. <see cref="Row"/> counts as the spreadsheet does, blank rows too.</summary>
public abstract class ManifestSheet : IAsyncDisposable
{
    public abstract int Row { get; }

    public abstract int Cells { get; }

    /// <summary>What had to be guessed or put right to read the file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Some bytes are no characters; a replacement character stands for them.</summary>
    public bool HasUnreadable { get; init; }

    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The cell as it stands there; empty beyond the end of the row.</summary>
    public abstract string Cell(int index);

    public abstract ValueTask DisposeAsync();
}
