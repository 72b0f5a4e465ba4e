using System.Runtime.InteropServices;

namespace Portal.Domain.GwoManifests;

/// <summary>What rows say together: the same row again, or rows of one file that disagree.</summary>
public sealed class GroupRules(Vocabulary vocabulary, IssueList issues)
{
    private readonly Dictionary<ManifestRow, int> _seen = new(ManifestRow.SameContent);
    private readonly Dictionary<string, Agreed> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _conflicts = new(StringComparer.Ordinal);

    /// <summary>Paths whose rows disagree; none of them is planned.</summary>
    public IReadOnlySet<string> Conflicts => _conflicts;

    public void Apply(ManifestRow row)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, row, out var seen);
        if (seen)
        {
            issues.Add(row.Row, "", IssueCodes.DuplicateRow, $"same as row {first}", $"The row says the same as row {first} and adds nothing.",
                hint: "It may stay or be removed");
            return;
        }

        first = row.Row;
        if (row.Filepath.Length > 0)
        {
            ref var agreed = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, row.Filepath, out _);
            Agree(row, ref agreed.DataType, ManifestColumns.DataType, vocabulary.IsDataType(row.DataType) ? row.DataType : "", row.DataType);
            Agree(row, ref agreed.WorkflowType, ManifestColumns.WorkflowType, vocabulary.WorkflowType(row.WorkflowType) ?? row.WorkflowType, row.WorkflowType);
            Agree(row, ref agreed.CavaticaId, ManifestColumns.CavaticaId, row.CavaticaId, row.CavaticaId);
            Agree(row, ref agreed.CavaticaTaskId, ManifestColumns.CavaticaTaskId, row.CavaticaTaskId, row.CavaticaTaskId);
        }
    }

    private void Agree(ManifestRow row, ref (string? Value, int Row) agreed, string column, string value, string cell)
    {
        if (value.Length == 0)
        {
            return; // a blank or invalid cell says nothing the others could contradict; its own issue is told elsewhere
        }

        if (agreed.Value is null)
        {
            agreed = (value, row.Row);
        }
        else if (agreed.Value != value)
        {
            _conflicts.Add(row.Filepath);
            issues.Add(row.Row, column, IssueCodes.ConflictingRows, cell,
                $"Row {agreed.Row} gives the same file the {column} “{agreed.Value}”.", $"The same {column} in all rows of a file");
        }
    }

    private struct Agreed
    {
        public (string? Value, int Row) DataType;
        public (string? Value, int Row) WorkflowType;
        public (string? Value, int Row) CavaticaId;
        public (string? Value, int Row) CavaticaTaskId;
    }
}
