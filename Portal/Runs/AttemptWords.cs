using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>One attempt in a line: who asked for it and why, where it ran and how long.</summary>
public static class AttemptWords
{
    public static string Asked(AttemptView attempt, IReadOnlyList<StepView> steps) =>
        $"{(attempt.Number == 1 ? "Started" : "Retried")} by {attempt.RequestedBy}{(attempt.Why is null ? null : $": “{attempt.Why}”")}"
        + (attempt.FromStep is { } from ? $", from “{steps.FirstOrDefault(s => s.Name == from)?.Title ?? from}”" : null);

    public static string Went(AttemptView attempt, DateTimeOffset now) => string.Join(" · ", new[]
    {
        RunStateLook.Of(attempt.State).Word.ToLowerInvariant(),
        attempt.Node is null ? null : $"on {attempt.Node}",
        attempt.StartedAt is not { } start ? null : attempt.EndedAt is { } end ? Durations.Say(end - start) : $"{Durations.Running(now - start)} so far",
    }.OfType<string>());
}
