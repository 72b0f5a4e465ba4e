namespace Portal.Domain.TaxonFetches;

/// <summary>Days from <paramref name="From"/> up to, but not including, <paramref name="Until"/>: as ENA's ranges behave.</summary>
public readonly record struct DayRange(DateOnly From, DateOnly Until)
{
    public DateOnly Middle => From.AddDays((Until.DayNumber - From.DayNumber) / 2);

    public bool CanSplit => Until.DayNumber - From.DayNumber > 1;

    public override string ToString() => $"{From:yyyy-MM-dd} to {Until:yyyy-MM-dd}";
}

/// <summary>One look at a range while dividing.</summary>
/// <param name="Counted">ENA was asked; otherwise the number follows from the two around it.</param>
public sealed record PlanNode(DayRange Range, long Count, bool Counted);

/// <summary>How a taxon with many runs is fetched: by day of publication, in slices that ENA can answer whole.</summary>
/// <param name="Rest">Runs outside the whole range, to be fetched as what is not in it.</param>
public sealed record PartitionPlan(DayRange Range, long Total, int Requests, IReadOnlyList<PlanNode> Nodes, IReadOnlyList<PlanNode> Leaves, long Rest)
{
    /// <summary>Halves ranges until each has at most <paramref name="threshold"/> runs. Asks only for the left half; the right one is what remains.</summary>
    /// <param name="total">Of everything, asked before.</param>
    public static async Task<PartitionPlan> MakeAsync(DayRange range, long total, long threshold, Func<DayRange, Task<long>> count)
    {
        var (nodes, leaves) = (new List<PlanNode>(), new List<PlanNode>());
        var inside = await count(range);
        var requests = 2;
        await DivideAsync(new PlanNode(range, inside, Counted: true));
        return new(range, total, requests, nodes, leaves, Math.Max(0, total - inside));

        async Task DivideAsync(PlanNode node)
        {
            nodes.Add(node);
            if (node.Count == 0)
            {
                return;
            }

            if (node.Count <= threshold || !node.Range.CanSplit)
            {
                leaves.Add(node);
                return;
            }

            var (left, right) = (node.Range with { Until = node.Range.Middle }, node.Range with { From = node.Range.Middle });
            var first = await count(left);
            requests++;
            await DivideAsync(new PlanNode(left, first, Counted: true));
            await DivideAsync(new PlanNode(right, Math.Max(0, node.Count - first), Counted: false)); // runs may have gone meanwhile
        }
    }
}
