namespace Portal.Domain.Runs;

/// <summary>Where a run is. Warnings are a count beside the state, never a state of their own.</summary>
public enum RunState
{
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>What may follow what; the only place that knows.</summary>
public static class RunStates
{
    public static bool IsFinal(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    public static bool CanCancel(this RunState state) => !state.IsFinal();

    public static bool CanRetry(this RunState state) => state is RunState.Failed or RunState.Cancelled;

    public static bool CanMoveTo(this RunState from, RunState to) => (from, to) switch
    {
        (RunState.Queued, RunState.Running or RunState.Cancelled) => true,
        (RunState.Running, RunState.Waiting or RunState.Succeeded or RunState.Failed or RunState.Cancelled) => true,
        (RunState.Waiting, RunState.Running or RunState.Failed or RunState.Cancelled) => true,
        (RunState.Failed or RunState.Cancelled, RunState.Queued) => true,
        _ => false,
    };
}
