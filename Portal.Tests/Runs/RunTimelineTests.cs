using Portal.Domain.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class RunTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 17, 13, 18, 50, TimeSpan.Zero);

    [Fact]
    public void Bars_lie_where_their_steps_ran()
    {
        var line = RunTimeline.Of([Step(0, 0, 25), Step(1, 25, 75), Step(2, 75, 100, StepState.Failed), Step(3)], Start.AddHours(1));

        line.Bars[0].ShouldBe(new TimelineBar(0, 25, "succeeded"));
        line.Bars[1].ShouldBe(new TimelineBar(25, 50, "succeeded"));
        line.Bars[2].ShouldBe(new TimelineBar(75, 25, "failed"));
        line.Bars.ContainsKey(3).ShouldBeFalse();
        line.Ticks.Select(t => t.At).ShouldBe([Start, Start.AddSeconds(50), Start.AddSeconds(100)]);
    }

    [Fact]
    public void What_was_kept_from_an_earlier_attempt_has_no_bar_and_no_place_on_the_axis()
    {
        var line = RunTimeline.Of([Step(0, -3600, -3500, StepState.Kept), Step(1, 0, 10)], Start.AddMinutes(1));

        line.Bars.Keys.ShouldBe([1]);
        line.Bars[1].ShouldBe(new TimelineBar(0, 100, "succeeded"));
    }

    [Fact]
    public void A_running_axis_ends_at_a_round_figure_ahead_of_now()
    {
        var line = RunTimeline.Of([Step(0, 0, null, StepState.Running)], Start.AddSeconds(18));

        line.Bars[0].ShouldBe(new TimelineBar(0, 90, "running"));
        line.Ticks[2].After.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_moment_is_still_visible()
    {
        var line = RunTimeline.Of([Step(0, 0, 0.001), Step(1, 0.001, 1000), Step(2, 1000, 1000)], Start.AddHours(1));

        line.Bars.Values.ShouldAllBe(bar => bar.Width >= 0.5 && bar.X + bar.Width <= 100.01);
    }

    [Fact]
    public void Nothing_is_drawn_before_anything_started() => RunTimeline.Of([Step(0), Step(1)], Start).Ticks.ShouldBeEmpty();

    internal static StepView Step(int position, double? from = null, double? to = null, StepState? state = null) => new()
    {
        Attempt = 1,
        Position = position,
        Name = $"step-{position}",
        Title = $"Step {position}",
        State = state ?? (from is null ? StepState.Pending : StepState.Succeeded),
        StartedAt = from is { } f ? Start.AddSeconds(f) : null,
        EndedAt = to is { } t ? Start.AddSeconds(t) : null,
    };
}
