namespace Portal.Domain.Runs;

/// <summary>Somebody asked for a move the state does not allow; the message is fit for people.</summary>
public sealed class IllegalMoveException(Run run, RunState to)
    : InvalidOperationException($"R-{run.Number} is {run.State} and cannot become {to}.");
