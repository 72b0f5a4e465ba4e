using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>What a list says about a run in two lines: where it is, and why.</summary>
public static class RunWords
{
    public static string Where(RunRow run) => run switch
    {
        { State: RunState.Succeeded } => run.Outcome ?? $"All {run.Steps} steps done",
        { Step: { } step } => $"{step.Title}{(Progress(step) is { } progress ? $", {progress}" : null)}",
        { State: RunState.Queued } => "Queued",
        _ => "Before the first step",
    };

    public static string? Why(RunRow run) => run switch
    {
        { State: RunState.Failed } => run.Failure,
        { State: RunState.Waiting } => WaitingWords.Why(run),
        { State: RunState.Queued } => run.BlockedBecause ?? "Starts as soon as a place is free",
        { State: RunState.Cancelled } => $"Cancelled by {run.CancelledBy}{(run.CancelReason is null ? null : $": “{run.CancelReason}”")}",
        { State: RunState.Running, CancelRequested: true } => $"{run.CancelledBy} asked to cancel; it ends at the next safe point",
        { State: RunState.Running, Step: { Rate: { } rate } step } =>
            $"{Rates.Say(rate, step.Unit)}{(step.Total is null ? null : $", {Durations.Left(step.Done, step.Total, rate)} left")}",
        { State: RunState.Running, Step: { } step } => $"step {step.Position + 1} of {run.Steps}",
        { State: RunState.Succeeded, Warnings: > 0 } when run.Outcome?.Contains("warning", StringComparison.Ordinal) != true => Counts.Say(run.Warnings, "warning"),
        _ => null,
    };

    /// <summary>"3,412 of 4,986 files", "18,204 objects so far"; null where nothing is counted.</summary>
    public static string? Progress(StepView step)
    {
        if (step.Done is not { } done)
        {
            return null;
        }

        Func<long, string> amount = step.Unit == Bytes.Unit ? Bytes.Say : Counts.Say;
        var unit = step.Unit == Bytes.Unit ? "" : $" {step.Unit}".TrimEnd();
        return step.Total is { } total ? $"{amount(done)} of {amount(total)}{unit}" : $"{amount(done)}{unit} so far";
    }

    public static string Took(RunRow run, DateTimeOffset now) =>
        run.Took(now) is not { } took ? "–" : run.EndedAt is null ? Durations.Running(took) : Durations.Say(took);

    /// <summary>"newest first", as the line above a list says it.</summary>
    public static string Order(RunSort sort) => sort switch
    {
        RunSort.Newest => "newest first",
        RunSort.Oldest => "oldest first",
        RunSort.Longest => "longest first",
        _ => throw new InvalidOperationException($"No words for {sort}."),
    };
}
