using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class WorkSharesTests
{
    private static readonly WorkBudget Two = new() { MaxPerTaxon = 2, RunsPerWorker = 1 };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 2)]
    public void Runs_of_one_size_are_dealt_out_evenly(int runs, int groups)
    {
        var shares = WorkShares.Divide([.. Enumerable.Range(0, runs).Select(i => new WorkItem($"ERR{i}", 10))], Two, free: 9);

        shares.Count.ShouldBe(groups);
        shares.SelectMany(s => s).Count().ShouldBe(runs);
        (shares.Count == 0 ? 0 : shares.Max(s => s.Count) - shares.Min(s => s.Count)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Bytes_are_balanced_the_largest_first()
    {
        var shares = WorkShares.Divide([new("A", 100), new("B", 60), new("C", 50), new("D", 1)], Two, free: 9);

        shares.Select(s => s.Sum(i => i.Bytes)).Order().ShouldBe([101, 110]);
    }

    [Fact]
    public void No_more_workers_than_are_free_or_needed()
    {
        var items = Enumerable.Range(0, 100).Select(i => new WorkItem($"ERR{i:000}", 10)).ToList();

        WorkShares.Divide(items, new() { MaxPerTaxon = 9, RunsPerWorker = 30 }, free: 9).Count.ShouldBe(4);
        WorkShares.Divide(items, new() { MaxPerTaxon = 9, RunsPerWorker = 1_000, BytesPerWorker = 200 }, free: 9).Count.ShouldBe(5);
        WorkShares.Divide(items, new() { MaxPerTaxon = 9, RunsPerWorker = 1 }, free: 3).Count.ShouldBe(3);
        WorkShares.Divide(items, Two, free: 0).ShouldBeEmpty();
    }
}
