using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunRelativesTests(TestDatabase database)
{
    private static readonly FakeClock Clock = new(RunSamples.Start.AddMinutes(1));

    [Fact]
    public async Task Children_are_found_by_their_parent_and_counted_by_state()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        var parent = await samples.AddAsync(RunState.Running, scope: "study:SD_1");
        await samples.AddAsync(RunState.Succeeded, scope: "study:SD_1", parent: parent.Id);
        await samples.AddAsync(RunState.Failed, scope: "study:SD_1", parent: parent.Id);
        await samples.AddAsync(RunState.Failed, scope: "study:SD_2", parent: parent.Id);
        await samples.AddAsync(RunState.Failed);
        var queries = new RunQueries(samples.Contexts, Clock);
        var filter = RunFilter.Parse($"?parent=R-{parent.Number}");

        (await queries.StatesAsync(filter, Grants.All, CancellationToken.None)).ShouldBe(new Dictionary<RunState, int> { [RunState.Succeeded] = 1, [RunState.Failed] = 2 }, ignoreOrder: true);
        var some = new Grants([new Grant("study:SD_1", Role.Viewer)]);
        (await queries.CountAsync(filter, some, exact: true, CancellationToken.None)).ShouldBe(2);
        (await queries.CountAsync(RunFilter.Parse("?parent=R-99999"), Grants.All, exact: true, CancellationToken.None)).ShouldBe(0);
        (await queries.FindAsync($"R-{parent.Number}", some, CancellationToken.None)).ShouldNotBeNull().Children.ShouldBe(2);
        var child = (await queries.ListAsync(filter, null, 1, some, CancellationToken.None)).Items[0];
        (await queries.FindAsync(child.Name, some, CancellationToken.None)).ShouldNotBeNull().Parent.ShouldBe(new RunName(parent.Number, "thing"));
    }

    [Fact]
    public async Task A_waiting_run_needs_attention_only_when_it_asks()
    {
        await using var samples = await RunSamples.CreateAsync(database);
        await samples.AddAsync(RunState.Waiting);
        var queries = new RunQueries(samples.Contexts, Clock);
        (await queries.CountAsync(RunFilter.NeedsAttention, Grants.All, exact: true, CancellationToken.None)).ShouldBe(0);

        await using (var db = samples.Contexts.CreateDbContext())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET question = {"{}"}::jsonb");
        }

        (await queries.CountAsync(RunFilter.NeedsAttention, Grants.All, exact: true, CancellationToken.None)).ShouldBe(1);
        var figures = await queries.FiguresAsync(RunFilter.Everything, Grants.All, CancellationToken.None);
        (figures.Waiting, figures.Asking, figures.NeedAttention).ShouldBe((1, 1, 1));
    }
}
