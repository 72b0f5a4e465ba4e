using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class CollectionVerbsTests(TestDatabase database) : IDisposable
{
    private readonly FakeFarm _farm = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _farm.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_collector_at_the_command_line_lists_fetches_and_reports_what_lies_in_its_folder()
    {
        await using var world = await TaxonWorld.StartAsync(database, _farm.Register(), [("TaxonFetches:CollectTo", _folder.Path), ("TaxonFetches:Collector", "outside"), ("Runs:Sweep", "00:00:00.500")]);
        await world.AddAsync("573");
        await world.Server.UntilAsync(await world.CycleOfAsync(573), r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        var order = _farm.Orders.Values.Single();
        _farm.LayDown(order, world.Ena);
        await WorkerCalls.SayReadyAsync(world, order);

        var (listed, lines, _) = await RunAsync(world, "taxa", "collections");
        (await RunAsync(world, "taxa", "collected", $"{order.WorkerId}")).Code.ShouldBe(64);
        (await RunAsync(world, "taxa", "collected", $"{order.WorkerId}", _folder.Path)).Error.ShouldContain("nothing was reported");
        var (collected, words, _) = await RunAsync(world, "taxa", "collected", $"{order.WorkerId}", order.Folder);

        (listed, collected).ShouldBe((0, 0));
        lines.ShouldContain($"{order.WorkerId}\tportal-573-0-");
        lines.ShouldContain(order.Folder);
        words.ShouldEndWith(": 5 collected, 0 left.\n");
        (await world.CycleAsync(573)).State.ShouldBe(RunState.Succeeded);
        (await RunAsync(world, "taxa", "collected", $"{order.WorkerId}", "--failed", "too late")).Error.ShouldContain("waits to be collected any more");
    }

    private static Task<VerbEnd> RunAsync(TaxonWorld world, params string[] words) => world.Server.SayAsync(Role.Operator, words);
}
