using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunListingTests(TestDatabase database)
{
    private static readonly FakeClock Clock = new(RunSamples.Start.AddMinutes(1));

    [Fact]
    public async Task A_list_updates_its_rows_and_offers_new_ones()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var old = await samples.AddAsync();
        var list = new RunListing(new RunQueries(samples.Contexts, Clock), RunFilter.Everything);
        await list.LoadAsync(Grants.All, CancellationToken.None);
        var young = await samples.AddAsync();
        await using (var db = samples.Contexts.CreateDbContext())
        {
            (await db.Runs.FindAsync(old.Id))!.Cancel(RunSamples.Start);
            await db.SaveChangesAsync();
        }

        await list.CatchUpAsync(RunChanges.None.With(new RunSignal(old.Id, 2)).With(new RunSignal(young.Id, 1)), Grants.All, CancellationToken.None);

        list.Rows.Single().State.ShouldBe(RunState.Cancelled);
        list.Fresh.ShouldBe([old.Id]);
        list.Offered.ShouldBe(1);
        list.Total.ShouldBe(2);
        await list.LoadAsync(Grants.All, CancellationToken.None);
        list.Rows.Select(r => r.Id).ShouldBe([young.Id, old.Id]);
        list.Offered.ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_stops_matching_stays_until_the_next_load()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var run = await samples.AddAsync();
        var list = new RunListing(new RunQueries(samples.Contexts, Clock), new RunFilter { States = [RunState.Queued] });
        await list.LoadAsync(Grants.All, CancellationToken.None);
        await using (var db = samples.Contexts.CreateDbContext())
        {
            (await db.Runs.FindAsync(run.Id))!.Cancel(RunSamples.Start);
            await db.SaveChangesAsync();
        }

        await list.CatchUpAsync(RunChanges.None.With(new RunSignal(run.Id, 2)), Grants.All, CancellationToken.None);

        list.Rows.Single().State.ShouldBe(RunState.Cancelled);
        list.Total.ShouldBe(0);
    }
}
