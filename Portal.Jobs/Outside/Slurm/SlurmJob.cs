namespace Portal.Jobs.Outside.Slurm;

/// <summary>A job as the controller knows it.</summary>
/// <param name="Reason">Why it is in its state; null: no reason is given.</param>
/// <param name="ExitCode">As "code:signal"; null where it was not asked for.</param>
public sealed record SlurmJob(string Id, string Name, string? Comment, string State, string? Reason, string? ExitCode = null)
{
    public SlurmStanding Standing => SlurmStanding.Of(State, Reason, ExitCode);

    /// <summary>It waits for its turn and has read nothing yet.</summary>
    public bool HasNotBegun => State == "PENDING";
}

/// <summary>What a job's state means for its worker.</summary>
/// <param name="There">False: it has ended; null: nobody can tell.</param>
/// <param name="Sentence">For people.</param>
public sealed record SlurmStanding(bool? There, string Sentence)
{
    /// <param name="state">As squeue and scontrol write it: RUNNING, CANCELLED.</param>
    public static SlurmStanding Of(string state, string? reason = null, string? exitCode = null)
    {
        var (there, sentence) = Meaning(state.Trim().Split(' ', '+')[0].ToUpperInvariant());
        var because = reason is null or "" or "None" ? "" : $" Slurm’s reason: {reason}.";
        return new(there, (sentence ?? $"Its job is {state}, which the portal does not know.") + Exit(exitCode) + because);
    }

    private static (bool? There, string? Sentence) Meaning(string state) => state switch
    {
        "PENDING" => (true, "Its job waits for its turn (PENDING)."),
        "CONFIGURING" => (true, "The nodes of its job are being made ready (CONFIGURING)."),
        "RUNNING" => (true, "Its job runs (RUNNING)."),
        "RESIZING" => (true, "Its job is about to change its size (RESIZING)."),
        "SIGNALING" => (true, "Its job is being signalled (SIGNALING)."),
        "STAGE_OUT" => (true, "The files of its job are being staged out (STAGE_OUT)."),
        "STOPPED" => (true, "Its job was stopped and keeps its nodes (STOPPED)."),
        "SUSPENDED" => (true, "Its job was suspended and gave its nodes away (SUSPENDED)."),
        "COMPLETING" => (true, "Its job is ending (COMPLETING)."),
        "REQUEUED" => (true, "Its job is being put back into the queue (REQUEUED)."),
        "REQUEUE_FED" => (true, "Its job is being put back by the federation (REQUEUE_FED)."),
        "REQUEUE_HOLD" => (true, "Its job was put back into the queue and is held (REQUEUE_HOLD)."),
        "RESV_DEL_HOLD" => (true, "Its job is held because its reservation was deleted (RESV_DEL_HOLD)."),
        "SPECIAL_EXIT" => (true, "Its job was put back into the queue after a special exit and is held (SPECIAL_EXIT)."),
        "BOOT_FAIL" => (false, "Its job ended because its node did not start (BOOT_FAIL)."),
        "CANCELLED" => (false, "Its job was cancelled (CANCELLED)."),
        "COMPLETED" => (false, "Its job came to its end (COMPLETED)."),
        "DEADLINE" => (false, "Its job was ended at its deadline (DEADLINE)."),
        "FAILED" => (false, "Its job failed (FAILED)."),
        "LAUNCH_FAILED" => (false, "Its job could not be launched on its node (LAUNCH_FAILED)."),
        "NODE_FAIL" => (false, "Its job ended because a node failed (NODE_FAIL)."),
        "OUT_OF_MEMORY" => (false, "Its job ran out of memory (OUT_OF_MEMORY)."),
        "PREEMPTED" => (false, "Its job had to give way to another (PREEMPTED)."),
        "RECONFIG_FAIL" => (false, "Its job ended because its node could not be configured (RECONFIG_FAIL)."),
        "REVOKED" => (false, "Its job was revoked because another cluster of the federation took it (REVOKED)."),
        "TIMEOUT" => (false, "Its job reached its time limit (TIMEOUT)."),
        _ => (null, null),
    };

    private static string Exit(string? exitCode) => exitCode?.Split(':') switch
    {
        [not "0" and var code, _] => $" It left the exit code {code}.",
        [_, not "0" and var signal] => $" It was ended by signal {signal}.",
        _ => "",
    };
}
