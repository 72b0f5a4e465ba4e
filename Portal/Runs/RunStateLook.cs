using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>The one place that says how a run's or a step's state looks.</summary>
public static class RunStateLook
{
    public static StateLook Of(RunState state) => state switch
    {
        RunState.Queued => new("Queued", "queued", "st-queued"),
        RunState.Running => new("Running", "running", "st-running", Turns: true),
        RunState.Waiting => new("Waiting", "waiting", "st-waiting"),
        RunState.Succeeded => new("Succeeded", "succeeded", "st-succeeded"),
        RunState.Failed => new("Failed", "failed", "st-failed"),
        RunState.Cancelled => new("Cancelled", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for the run state {state}."),
    };

    public static StateLook Of(StepState state) => state switch
    {
        StepState.Pending => new("Not started", "later", "st-later"),
        StepState.Running => Of(RunState.Running),
        StepState.Waiting => Of(RunState.Waiting),
        StepState.Succeeded => Of(RunState.Succeeded),
        StepState.Failed => Of(RunState.Failed),
        StepState.Cancelled => Of(RunState.Cancelled),
        StepState.Kept => Of(RunState.Succeeded) with { Word = "Kept" },
        _ => throw new InvalidOperationException($"No look for the step state {state}."),
    };
}
