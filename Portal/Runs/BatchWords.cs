using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>What a batch does, in words.</summary>
public static class BatchWords
{
    /// <summary>"Retry failed runs …", the heading of its page.</summary>
    public static string Title(BatchView batch) => $"{Verb(batch.Kind)} {batch.Title}";

    public static string Verb(BatchKind kind) => kind switch
    {
        BatchKind.Submit => "Start",
        BatchKind.Retry => "Retry",
        BatchKind.Cancel => "Cancel",
        _ => throw new InvalidOperationException($"No verb for {kind}."),
    };

    /// <summary>The sentence somebody agrees to.</summary>
    public static string Scope(BatchKind kind, string title) => kind == BatchKind.Retry
        ? $"{Upper(title)}: each starts again from the step at which it stopped, and keeps what was finished."
        : $"{Upper(title)}: what is queued or waits ends at once, what runs at the next safe point of its step. Each can be retried later.";

    /// <summary>"152 running, queued or waiting".</summary>
    public static string LeftAlone(IReadOnlyList<(RunState State, int Runs)> states) =>
        $"{Counts.Say(states.Sum(s => s.Runs))} {Or([.. states.Select(s => s.State.ToString().ToLowerInvariant())])}";

    /// <summary>How it came out: "1,270 of 1,284 succeeded, 14 failed."</summary>
    public static string End(BatchDetail batch)
    {
        var (figures, kind) = (batch.Figures, batch.Batch.Kind);
        var said = $"{Counts.Say(figures.Done)} of {Counts.Say(batch.Batch.Taken)} {Done(kind).ToLowerInvariant()}";
        said += figures.Failed > 0 ? $", {Counts.Say(figures.Failed)} {Failed(kind).ToLowerInvariant()}" : null;
        return $"{said}{(figures.Cancelled > 0 ? $", {Counts.Say(figures.Cancelled)} were cancelled" : null)}.";
    }

    public static string Done(BatchKind kind) => kind == BatchKind.Cancel ? "Cancelled" : "Succeeded";

    /// <summary>What a batch of this kind did not manage.</summary>
    public static string Failed(BatchKind kind) => kind == BatchKind.Cancel ? "Ended before" : "Failed";

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Or(IReadOnlyList<string> words) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
