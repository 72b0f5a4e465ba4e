using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>What a waiting run waits for, and until when.</summary>
public static class WaitingWords
{
    /// <summary>Without a time, as lists say it: "Asks: which sample?".</summary>
    public static string? Why(RunRow run) => run switch
    {
        { Asks: true } => $"Asks: {run.WaitingFor}",
        { WaitKind: WaitKind.Answer } => $"Answered; goes on in a moment: {run.WaitingFor}",
        { WaitKind: WaitKind.Time } => $"Waits for {run.WaitingFor}",
        { WaitKind: WaitKind.Event } => $"Waits to be told from outside: {run.WaitingFor}",
        { WaitKind: WaitKind.Runs } => $"Waits for the runs it submitted: {run.WaitingFor}",
        _ => run.WaitingFor,
    };

    /// <summary>As a sentence, with how long that can take at most.</summary>
    public static string Sentence(RunRow run, PageClock clock) => $"{Why(run)?.TrimEnd('.')}.{(run.WaitingUntil is { } until && run.WaitKind is not WaitKind.Answer ? $" {Until(run.WaitKind, until, clock)}" : null)}";

    /// <summary>Who may answer.</summary>
    public static string Asked(RunRow run) =>
        $"{run.Name} asks{(run.Step is { } step ? $" in its step “{step.Title}”" : null)}; every curator {(run.Scope == Scopes.Everything ? "of the whole portal" : $"of {run.Scope}")} may answer.";

    public static string Deadline(DateTimeOffset until, bool elseGoOn, PageClock clock) =>
        $"{(until > clock.Now ? $"Answer by {clock.Clock(until)}, {In(until, clock)}" : $"The deadline was {clock.Clock(until)}")}; after that it {(elseGoOn ? "goes on without an answer" : "fails")}.";

    private static string Until(WaitKind? kind, DateTimeOffset until, PageClock clock) => until <= clock.Now
        ? "It goes on in a moment."
        : kind == WaitKind.Time ? $"It goes on at {clock.Clock(until)}, {In(until, clock)}." : $"It looks again at {clock.Clock(until)} at the latest, {In(until, clock)}.";

    private static string In(DateTimeOffset until, PageClock clock) => $"in {Durations.Running(until - clock.Now)}";
}
