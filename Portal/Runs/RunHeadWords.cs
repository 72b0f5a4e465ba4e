using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>The line of facts below a run's title.</summary>
public static class RunHeadWords
{
    public static string Attempt(RunRow run) => $"attempt {run.Attempt}{(run.Node is null ? null : $", on {run.Node}")}";

    public static string Took(RunRow run, DateTimeOffset now) => run.EndedAt is null ? $"{RunWords.Took(run, now)} so far" : RunWords.Took(run, now);

    /// <summary>What somebody pastes into a message about a failed run.</summary>
    public static string Report(RunDetail run, string workflow, string url) => string.Join('\n', new[]
    {
        $"{run.Run.Name} · {run.Run.Subject}",
        $"{workflow}, attempt {run.Run.Attempt}, step {run.Run.Step?.Title ?? "–"}, failed {run.Run.EndedAt:yyyy-MM-dd HH:mm:ss} UTC on {run.Run.Node ?? "–"}",
        run.Run.Failure,
        run.FailureDetail,
        run.ErrorId is null ? null : $"Error id {run.ErrorId}",
        url,
    }.Where(line => !string.IsNullOrWhiteSpace(line)));

    /// <summary>What a run that does not move waits for; null when it moves or has ended.</summary>
    public static string? Standing(RunRow run, PageClock clock) => run.State switch
    {
        RunState.Queued when run.DueAt is { } due && due > clock.Now => $"Not to begin before {clock.Clock(due)}, in {Durations.Running(due - clock.Now)}.",
        RunState.Queued => run.BlockedBecause ?? "Waits for its turn; it starts as soon as a place is free.",
        RunState.Waiting => WaitingWords.Sentence(run, clock),
        RunState.Cancelled => $"Cancelled by {run.CancelledBy}{(run.CancelReason is null ? "." : $": “{run.CancelReason}”")}",
        _ => null,
    };
}
