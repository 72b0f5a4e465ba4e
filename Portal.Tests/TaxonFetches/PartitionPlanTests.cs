using System.Text.Json;
using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class PartitionPlanTests
{
    [Fact]
    public async Task The_recorded_plan_is_reproduced_with_its_counts_and_leaves()
    {
        using var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(EnaFixtures.At("expected/partition_plan_tax_tree_4932.json")));
        var nodes = recorded.RootElement.GetProperty("nodes").EnumerateArray().Select(n => (Range: Range(n), Count: n[2].GetInt64(), How: n[3].GetString())).ToList();
        var counts = nodes.ToDictionary(n => n.Range, n => n.Count);

        var plan = await PartitionPlan.MakeAsync(Range(recorded.RootElement.GetProperty("range")), 276_447, 50_000, range => Task.FromResult(counts[range]));

        plan.Nodes.Select(n => (n.Range, n.Count, n.Counted ? "counted" : "subtracted")).ShouldBe(nodes.Select(n => (n.Range, n.Count, n.How!)));
        plan.Leaves.Select(l => l.Range).ShouldBe(recorded.RootElement.GetProperty("leaf_partitions").EnumerateArray().Select(Range));
        (plan.Requests, plan.Leaves.Sum(l => l.Count), plan.Rest).ShouldBe((recorded.RootElement.GetProperty("requests").GetInt32(), 276_447, 0));
    }

    [Fact]
    public async Task Slices_have_no_gap_and_no_double_and_what_lies_outside_is_left_over()
    {
        var random = new Random(20261121);
        var days = Enumerable.Range(0, 3_000).Select(_ => new DateOnly(2000, 1, 1).AddDays(random.Next(0, 12_000))).Append(new DateOnly(1970, 1, 1)).ToList();
        var range = new DayRange(new DateOnly(1982, 1, 1), new DateOnly(2028, 1, 1));

        var plan = await PartitionPlan.MakeAsync(range, days.Count, 100, r => Task.FromResult((long)days.Count(d => d >= r.From && d < r.Until)));

        plan.Leaves.Sum(l => days.Count(d => d >= l.Range.From && d < l.Range.Until)).ShouldBe(days.Count(d => d >= range.From && d < range.Until));
        plan.Leaves.Zip(plan.Leaves.Skip(1)).ShouldAllBe(p => p.First.Range.Until <= p.Second.Range.From);
        plan.Rest.ShouldBe(days.Count(d => d < range.From || d >= range.Until));
        plan.Leaves.ShouldAllBe(l => l.Count <= 100);
    }

    private static DayRange Range(JsonElement pair) => new(DateOnly.Parse(pair[0].GetString()!), DateOnly.Parse(pair[1].GetString()!));
}
