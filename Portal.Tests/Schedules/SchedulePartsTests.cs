using Bunit;
using Portal.Common;
using Portal.Domain.Schedules;
using Portal.Jobs.Schedules;
using Portal.Schedules;
using Portal.Tests.Support;

namespace Portal.Tests.Schedules;

public sealed class SchedulePartsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 6, 27, TimeSpan.Zero);
    private static readonly ScheduleSheet Nightly = new("nightly", "Nightly", "Clears up.", "0 30 3 * * ?");
    private readonly BunitContext _context = new();

    public SchedulePartsTests() => _context.RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<PageClock>>(
        p => p.Add(c => c.Value, new PageClock(new FakeClock(Now), "Europe/Berlin")));

    [Fact]
    public void The_next_three_firings_are_said_relative_and_in_the_readers_zone()
    {
        var next = _context.Render<ScheduleNext>(p => p.Add(n => n.Schedule, View()));

        next.FindAll("time").Select(t => $"{t.TextContent}: {t.GetAttribute("title")}").ShouldBe([
            "in 13 h 23 min: 18 Nov 2026 04:30:00 Europe/Berlin", "in 1 d 13 h: 19 Nov 2026 04:30:00 Europe/Berlin", "in 2 d 13 h: 20 Nov 2026 04:30:00 Europe/Berlin"]);
    }

    [Fact]
    public void A_paused_one_says_who_paused_it_and_why_and_offers_to_resume()
    {
        var state = new ScheduleState { Name = "nightly" };
        state.Pause("Jonas Weir", "the store is full", Now.AddHours(-2));
        var table = _context.Render<ScheduleTable>(p => p.Add(t => t.Schedules, [View(state)]).Add(t => t.MayAct, true));

        table.Find("tbody").TextContent.ShouldContain("by Jonas Weir 2 h ago: “the store is full”");
        table.FindAll("button").Select(b => b.TextContent).ShouldBe(["Run now Nightly", "Resume Nightly"]);
    }

    [Fact]
    public void Nobody_is_offered_what_they_may_not_do_and_the_engines_own_is_offered_to_nobody()
    {
        var engine = ScheduleView.Of(new("sweep", "Sweep", "Sweeps.", null, TimeSpan.FromSeconds(5)), null, null, null, Now);

        _context.Render<ScheduleTable>(p => p.Add(t => t.Schedules, [View()])).FindAll("button").ShouldBeEmpty();
        var table = _context.Render<ScheduleTable>(p => p.Add(t => t.Schedules, [engine]).Add(t => t.MayAct, true));
        table.FindAll("button").ShouldBeEmpty();
        table.Find("tbody").TextContent.ShouldContain("every 5 s");
    }

    [Fact]
    public void What_runs_is_shown_beside_how_the_last_one_ended()
    {
        var last = new ScheduleRunView(Guid.NewGuid(), ScheduleRunState.Failed, Now.AddDays(-1), Now.AddDays(-1), Now.AddDays(-1).AddSeconds(4), null, "a", "The shelf is gone.");
        var now = new ScheduleRunView(Guid.NewGuid(), ScheduleRunState.Running, Now.AddSeconds(-9), Now.AddSeconds(-8), null, "Jonas Weir", "b", null);

        var text = _context.Render<ScheduleLast>(p => p.Add(l => l.Schedule, ScheduleView.Of(Nightly, null, last, now, Now)));

        text.FindAll(".state").Select(s => s.TextContent).ShouldBe(["Running", "Failed"]);
        text.Markup.ShouldContain("asked for by Jonas Weir on b");
        text.Markup.ShouldContain("The shelf is gone.");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static ScheduleView View(ScheduleState? state = null) => ScheduleView.Of(Nightly, state, null, null, Now);
}
