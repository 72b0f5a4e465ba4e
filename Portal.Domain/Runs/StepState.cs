namespace Portal.Domain.Runs;

/// <summary>Where one step of one attempt is. <see cref="Kept"/>: finished in an earlier attempt and not run again.</summary>
public enum StepState
{
    Pending,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Cancelled,
    Kept,
}

public static class StepStates
{
    public static bool IsFinished(this StepState state) => state is StepState.Succeeded or StepState.Kept;
}
