using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Sandbox.Ena;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>However many runs a taxon has, none is lost on the way.</summary>
public sealed class ManyRunsTests(TestDatabase database)
{
    [Fact]
    public async Task Many_runs_come_in_slices_and_none_is_lost()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:MostAtOnce", "3"));

        var run = await world.TrackedAsync(562);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        (await world.TaxonAsync(562)).Runs.ShouldBe(24);
        world.Asked("/search").Count.ShouldBeGreaterThanOrEqualTo(8);
        world.Asked("/search").ShouldAllBe(q => !q.Contains("offset"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    [InlineData(10_001)]
    [InlineData(20_001)]
    public async Task However_many_runs_there_are_the_last_one_comes_too(int runs)
    {
        await using var world = await TaxonWorld.StartAsync(database);
        world.Ena.Add(new EnaTaxonRow(4932, "Saccharomyces cerevisiae", "species", null));
        for (var i = 0; i < runs; i++)
        {
            world.Ena.Add(new EnaRunRow($"ERR{8_000_000 + i}", 4932, new Dictionary<string, string> { ["library_strategy"] = "RNA-Seq", ["first_public"] = "2024-05-01" }));
        }

        var run = await world.TrackedAsync(4932);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        (await world.TaxonAsync(4932)).Runs.ShouldBe(runs);
        await using var db = world.Server.Db();
        (await db.Set<ReadRun>().CountAsync(), await db.Set<ReadRun>().MaxAsync(r => r.RunAccession)).ShouldBe((runs, $"ERR{8_000_000 + runs - 1}"));
    }
}
