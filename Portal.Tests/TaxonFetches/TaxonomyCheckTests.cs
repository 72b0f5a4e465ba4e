using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Schedules;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>NCBI renumbers taxa: what is tracked follows, and nothing is deleted.</summary>
public sealed class TaxonomyCheckTests(TestDatabase database)
{
    [Fact]
    public async Task A_merged_id_goes_on_under_its_successor_with_its_runs_and_the_old_one_keeps_its_history()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(564);
        world.Ena.Merge(564, into: 1313);

        (await CheckAsync(world)).ShouldBe("1 id merged, 0 ids gone.");

        (await world.TaxonAsync(564)).MergedInto.ShouldBe(1313);
        var successor = await world.TaxonAsync(1313);
        (successor.ScientificName, successor.MergedInto).ShouldBe(("Streptococcus pneumoniae", null));
        await using var db = world.Server.Db();
        (await db.Set<ReadRunTaxon>().CountAsync(l => l.TaxId == 1313), await db.Set<ReadRunTaxon>().CountAsync(l => l.TaxId == 564)).ShouldBe((3, 3));
        (await db.AuditEntries.CountAsync(a => a.Action == "taxon.merge" && a.SubjectKey == Taxon.KeyOf(564))).ShouldBe(1);
        (await CheckAsync(world)).ShouldBe("0 ids merged, 0 ids gone.");
    }

    [Fact]
    public async Task A_successor_that_is_tracked_already_takes_the_runs_over()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(564);
        await world.TrackedAsync(1313);
        world.Ena.Merge(564, into: 1313);

        await CheckAsync(world);

        await using var db = world.Server.Db();
        (await db.Set<Taxon>().CountAsync(), await db.Set<ReadRunTaxon>().CountAsync(l => l.TaxId == 1313)).ShouldBe((2, 11));
    }

    [Fact]
    public async Task An_id_that_is_gone_waits_for_somebody_to_look_and_is_not_deleted()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(564);
        world.Ena.Forget(564);

        (await CheckAsync(world)).ShouldBe("0 ids merged, 1 id gone.");

        (await world.TaxonAsync(564)).NeedsAttention.ShouldBe("ENA’s taxonomy no longer knows this id.");
        await using var db = world.Server.Db();
        (await db.Set<ReadRunTaxon>().CountAsync(l => l.TaxId == 564)).ShouldBe(3);
    }

    [Fact]
    public async Task A_taxonomy_that_is_away_changes_nothing_and_is_counted()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:Retries", "0"));
        await world.TrackedAsync(564);
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Error, Service = "ena-taxonomy" });

        (await CheckAsync(world)).ShouldBe("0 ids merged, 0 ids gone, 1 could not be asked about.");

        (await world.TaxonAsync(564)).NeedsAttention.ShouldBeNull();
    }

    private static async Task<string> CheckAsync(TaxonWorld world) =>
        await world.Server.Services.GetRequiredKeyedService<IScheduledWork>("taxa-names").RunAsync(CancellationToken.None);
}
