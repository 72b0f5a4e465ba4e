using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>The line below a log: what it does, or how it ended.</summary>
public static class RunLogWords
{
    public static IReadOnlyList<Segment<EventLevel>> Levels(EventCounts counts) =>
    [
        new(EventLevel.Info, "All"), new(EventLevel.Warning, $"Warnings {Counts.Say(counts.Warnings)}"), new(EventLevel.Error, $"Errors {Counts.Say(counts.Errors)}"),
    ];

    public static string Foot(RunLogLines lines, bool moving) => (moving, lines) switch
    {
        (true, { Paused: true }) => "Paused. New lines are kept and shown when it goes on.",
        (true, { Following: true }) => "Following. Scroll up to stop; new lines are counted, not scrolled to.",
        (true, _) => "Not following. Scroll to the end to go on.",
        (false, _) => $"{Counts.Say(lines.Matching, "line")}. The log is complete.",
    };
}
