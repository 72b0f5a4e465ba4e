using System.Runtime.InteropServices;

namespace Portal.Domain.GwoManifests;

/// <summary>What rows say together: the same row again, or rows of one file that disagree.</summary>
public sealed class GroupRules(ManifestProfile profile, Vocabulary vocabulary, IssueList issues)
{
    private readonly HashSet<ManifestRow> _seen = new(ManifestRow.SameContent);
    private readonly Dictionary<string, ManifestRow> _firsts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Agreed> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _conflicts = new(StringComparer.Ordinal);

    /// <summary>Paths whose rows disagree; none of them is planned.</summary>
    public IReadOnlySet<string> Conflicts => _conflicts;

    public void Apply(ManifestRow row)
    {
        if (!_seen.Add(row))
        {
            _seen.TryGetValue(row, out var first);
            issues.Add(row.Row, "", IssueCodes.DuplicateRow, $"same as row {first!.Row}", $"The row says the same as row {first.Row} and adds nothing.",
                hint: "It may stay or be removed");
            return;
        }

        if (row.Filepath.Length == 0)
        {
            return;
        }

        // Most files have one row only; what rows agree on is kept from the second on.
        ref var firstOfFile = ref CollectionsMarshal.GetValueRefOrAddDefault(_firsts, row.Filepath, out var known);
        if (!known)
        {
            firstOfFile = row;
            return;
        }

        if (!_files.TryGetValue(row.Filepath, out var agreed))
        {
            _files[row.Filepath] = agreed = new Agreed(profile.Fields.Length);
            Agree(firstOfFile!, agreed);
        }

        Agree(row, agreed);
    }

    private void Agree(ManifestRow row, Agreed agreed)
    {
        Agree(row, ref agreed.DataType, profile.DataType, vocabulary.IsDataType(row.DataType) ? row.DataType : "", row.DataType, IssueSeverity.Error);
        Agree(row, ref agreed.WorkflowType, profile.WorkflowType, vocabulary.WorkflowType(row.WorkflowType) ?? row.WorkflowType, row.WorkflowType);
        Agree(row, ref agreed.CavaticaId, profile.CavaticaId, row.CavaticaId, row.CavaticaId);
        Agree(row, ref agreed.CavaticaTaskId, ManifestColumns.CavaticaTaskId, row.CavaticaTaskId, row.CavaticaTaskId);
        for (var i = 0; i < row.Fields.Length; i++)
        {
            Agree(row, ref agreed.Fields[i], profile.Fields[i].Column, row.Fields[i], row.Fields[i]);
        }
    }

    private void Agree(ManifestRow row, ref (string? Value, int Row) agreed, string column, string value, string cell, IssueSeverity? severity = null)
    {
        if (value.Length == 0)
        {
            return; // a blank or invalid cell says nothing the others could contradict; its own issue is told elsewhere
        }

        if (agreed.Value is null)
        {
            agreed = (value, row.Row);
        }
        else if (agreed.Value != value && issues.Add(row.Row, column, IssueCodes.ConflictingRows, cell,
            $"Row {agreed.Row} gives the same file the {column} “{agreed.Value}”.", $"The same {column} in all rows of a file", severity: severity))
        {
            _conflicts.Add(row.Filepath);
        }
    }

    private sealed class Agreed(int fields)
    {
        public (string? Value, int Row) DataType;
        public (string? Value, int Row) WorkflowType;
        public (string? Value, int Row) CavaticaId;
        public (string? Value, int Row) CavaticaTaskId;

        public (string? Value, int Row)[] Fields { get; } = new (string?, int)[fields];
    }
}
