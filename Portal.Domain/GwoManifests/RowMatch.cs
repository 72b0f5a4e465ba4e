namespace Portal.Domain.GwoManifests;

/// <summary>What two versions compare a row by.</summary>
/// <param name="Key">Of Filepath, Source Read and biospecimen.</param>
/// <param name="Content">Of all cells.</param>
public readonly record struct RowPrint(int Row, UInt128 Key, UInt128 Content);

/// <summary>Which row of a file is which row of the next: by what it is about, else by where it stands.</summary>
public sealed class RowMatch
{
    private readonly int[] _newOfOld;

    private RowMatch(int[] oldOfNew, int[] newOfOld) => (OldOf, _newOfOld) = (oldOfNew, newOfOld);

    /// <summary>By position in the new file: the position in the old one, or -1.</summary>
    public IReadOnlyList<int> OldOf { get; }

    /// <summary>By position in the old file: the position in the new one, or -1.</summary>
    public IReadOnlyList<int> NewOf => _newOfOld;

    public static RowMatch Of(IReadOnlyList<RowPrint> before, IReadOnlyList<RowPrint> after)
    {
        var waiting = new Dictionary<UInt128, Queue<int>>();
        for (var i = 0; i < before.Count; i++)
        {
            (waiting.TryGetValue(before[i].Key, out var queue) ? queue : waiting[before[i].Key] = new Queue<int>(1)).Enqueue(i);
        }

        var (oldOf, newOf) = (Filled(after.Count), Filled(before.Count));
        for (var j = 0; j < after.Count; j++)
        {
            if (waiting.TryGetValue(after[j].Key, out var queue) && queue.TryDequeue(out var i))
            {
                (oldOf[j], newOf[i]) = (i, j);
            }
        }

        // A row whose own key was corrected follows the same row as before.
        for (var j = 0; j < after.Count; j++)
        {
            var next = j == 0 ? 0 : oldOf[j - 1] < 0 ? -1 : oldOf[j - 1] + 1;
            if (oldOf[j] < 0 && next >= 0 && next < before.Count && newOf[next] < 0)
            {
                (oldOf[j], newOf[next]) = (next, j);
            }
        }

        return new RowMatch(oldOf, newOf);
    }

    private static int[] Filled(int length)
    {
        var values = new int[length];
        Array.Fill(values, -1);
        return values;
    }
}
