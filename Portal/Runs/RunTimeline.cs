using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>A bar of the timeline, in percent of its width.</summary>
public sealed record TimelineBar(double X, double Width, string Css);

/// <summary>A label below the heads; <paramref name="At"/> where it is a moment, otherwise <paramref name="After"/> the start.</summary>
public sealed record TimelineTick(double Left, DateTimeOffset? At, TimeSpan After);

/// <summary>When the steps of one attempt ran, on an axis of its own. Steps kept from an earlier attempt have no bar.</summary>
public sealed class RunTimeline
{
    private const double ThinnestBar = 0.6;
    private static readonly int[] RoundSeconds = [10, 20, 40, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800];

    private RunTimeline(IReadOnlyDictionary<int, TimelineBar> bars, IReadOnlyList<TimelineTick> ticks) => (Bars, Ticks) = (bars, ticks);

    /// <summary>By position of the step.</summary>
    public IReadOnlyDictionary<int, TimelineBar> Bars { get; }

    /// <summary>Left, middle and right; empty before anything started.</summary>
    public IReadOnlyList<TimelineTick> Ticks { get; }

    public static RunTimeline Of(IReadOnlyList<StepView> steps, DateTimeOffset now)
    {
        var drawn = steps.Where(s => s.StartedAt is not null && s.State != StepState.Kept).ToList();
        if (drawn.Count == 0)
        {
            return new(new Dictionary<int, TimelineBar>(), []);
        }

        var start = drawn.Min(s => s.StartedAt!.Value);
        var moving = drawn.Any(s => s.State is StepState.Running or StepState.Waiting);
        var end = drawn.Max(s => s.EndedAt ?? now);
        var span = moving ? Round(end - start) : end - start;
        span = span > TimeSpan.FromMilliseconds(100) ? span : TimeSpan.FromMilliseconds(100);
        return new(drawn.ToDictionary(s => s.Position, s => BarOf(s, start, span, now)), Labels(start, span, moving));
    }

    private static TimelineBar BarOf(StepView step, DateTimeOffset start, TimeSpan span, DateTimeOffset now)
    {
        var x = Math.Clamp(100 * ((step.StartedAt!.Value - start) / span), 0, 100 - ThinnestBar);
        var width = 100 * (((step.EndedAt ?? now) - step.StartedAt.Value) / span);
        return new(Math.Round(x, 1), Math.Round(Math.Max(ThinnestBar, Math.Min(width, 100 - x)), 1), RunStateLook.Of(step.State).Css);
    }

    private static List<TimelineTick> Labels(DateTimeOffset start, TimeSpan span, bool moving) => moving
        ? [new(0, start, default), new(50, null, span / 2), new(100, null, span)]
        : [new(0, start, default), new(50, start + span / 2, span / 2), new(100, start + span, span)];

    // While it moves, the axis ends at a round figure ahead of now, so that bars grow instead of everything shrinking all the time.
    private static TimeSpan Round(TimeSpan elapsed)
    {
        var needed = elapsed.TotalSeconds * 1.1;
        return TimeSpan.FromSeconds(Array.Find(RoundSeconds, s => s >= needed) is > 0 and var round ? round : needed * 1.3);
    }
}
