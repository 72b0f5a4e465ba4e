namespace Portal.Domain.GwoManifests;

/// <summary>Pending edits laid over a file, in the order they were made: what a later one finds is what the earlier ones left.</summary>
public sealed class ManifestEdits
{
    private readonly Dictionary<int, List<int>> _ofRow = [];
    private readonly List<int> _everywhere = [];
    private readonly HashSet<int> _removed = [];
    private readonly Dictionary<int, string> _names = [];

    public ManifestEdits(IReadOnlyList<ManifestEdit> all)
    {
        All = all;
        for (var i = 0; i < all.Count; i++)
        {
            var edit = all[i];
            switch (edit.Kind)
            {
                case EditKind.Cell:
                    (_ofRow.TryGetValue(edit.Row, out var list) ? list : _ofRow[edit.Row] = []).Add(i);
                    break;
                case EditKind.EqualCells:
                    _everywhere.Add(i);
                    break;
                case EditKind.Rename:
                    _names[edit.Column] = edit.To;
                    break;
                case EditKind.Remove:
                    _removed.UnionWith(RowRanges.Read(edit.Rows));
                    break;
                default:
                    throw new InvalidOperationException($"No such edit: {edit.Kind}.");
            }
        }
    }

    public static ManifestEdits None { get; } = new([]);

    public IReadOnlyList<ManifestEdit> All { get; }

    public bool Any => All.Count > 0;

    public int RemovedRows => _removed.Count;

    public bool Removes(int row) => _removed.Contains(row);

    /// <summary>The name a column has now.</summary>
    public string NameOf(int column, string header) => _names.GetValueOrDefault(column, header);

    /// <summary>The cells with all edits; the same array when none concerns the row.</summary>
    public string[] Over(int row, string[] cells)
    {
        var own = _ofRow.GetValueOrDefault(row);
        if (own is null && _everywhere.Count == 0)
        {
            return cells;
        }

        var edited = cells;
        foreach (var i in own is null ? _everywhere : [.. own.Concat(_everywhere).Order()])
        {
            var edit = All[i];
            var old = edit.Column < edited.Length ? edited[edit.Column] : "";
            if (edit.Kind == EditKind.EqualCells && !Same(old, edit.From))
            {
                continue;
            }

            edited = ReferenceEquals(edited, cells) ? (string[])cells.Clone() : edited;
            if (edit.Column >= edited.Length)
            {
                Array.Resize(ref edited, edit.Column + 1);
                for (var c = 0; c < edited.Length; c++)
                {
                    edited[c] ??= "";
                }
            }

            edited[edit.Column] = edit.To;
        }

        return edited;
    }

    /// <summary>Blanks around a value do not count, here as in the rules.</summary>
    public static bool Same(string cell, string value) => ManifestCells.Trim(cell.AsSpan()).SequenceEqual(ManifestCells.Trim(value.AsSpan()));
}
