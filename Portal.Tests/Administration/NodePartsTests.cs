using Bunit;
using Portal.Administration.Nodes;
using Portal.Common;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class NodePartsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 6, 27, TimeSpan.Zero);
    private static readonly NodeView Busy = new(new string('a', 32), "one", "All", "2026.11.1", Now.AddHours(-1), Now.AddSeconds(-3), Silent: false, 3, 8, 0.42, 300_000_000, null);
    private readonly BunitContext _context = new();

    public NodePartsTests() => _context.RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<PageClock>>(
        p => p.Add(c => c.Value, new PageClock(new FakeClock(Now), "Europe/Berlin")));

    [Fact]
    public void A_node_says_what_it_is_what_it_has_in_hand_and_how_busy_it_is()
    {
        var row = _context.Render<NodeTable>(p => p.Add(t => t.Nodes, [Busy])).Find("tbody tr").TextContent;

        row.ShouldContain("web + worker · version 2026.11.1");
        row.ShouldContain("3 of 8 runs");
        row.ShouldContain("42 % processor");
        row.ShouldContain("300 MB memory");
    }

    [Fact]
    public void Its_state_is_one_word_and_only_what_works_can_be_drained()
    {
        var drain = new DrainView(Now, "Jonas Weir", "new memory");
        NodeView[] nodes = [Busy, Busy with { Id = new('b', 32), Draining = drain }, Busy with { Id = new('c', 32), Draining = drain, InHand = 0 }, Busy with { Id = new('d', 32), Silent = true }, Busy with { Id = new('e', 32), Role = "Web" }];

        var table = _context.Render<NodeTable>(p => p.Add(t => t.Nodes, nodes).Add(t => t.MayAct, true));

        table.FindAll(".state").Select(s => s.TextContent).ShouldBe(["Working", "Draining", "Drained", "Silent", "Working"]);
        table.FindAll("tbody tr").Select(r => r.QuerySelector("button")?.TextContent).ShouldBe(["Drain", "Take work", "Take work", null, null]);
        table.Markup.ShouldContain("“new memory”");
        _context.Render<NodeTable>(p => p.Add(t => t.Nodes, nodes)).FindAll("button").ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
