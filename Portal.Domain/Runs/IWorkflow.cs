namespace Portal.Domain.Runs;

/// <summary>A kind of work: a name and its steps in order. All of them are shown from the start of a run.</summary>
public interface IWorkflow
{
    /// <summary>Stable name, as in the URL: <c>gwo-manifest-check</c>.</summary>
    string Name { get; }

    /// <summary>What people read: "GWO manifest check".</summary>
    string Title { get; }

    IReadOnlyList<IStep> Steps { get; }
}

/// <summary>One step. Idempotent: the engine may run it again after a crash.</summary>
public interface IStep
{
    /// <summary>Stable name within the workflow: <c>read-manifest</c>.</summary>
    string Name { get; }

    /// <summary>An imperative people read: "Read manifest".</summary>
    string Title { get; }

    Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken);
}

/// <summary>How a step ended when it did not throw.</summary>
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <param name="outcome">What came of it in a few words: "4,986 rows".</param>
    public static StepResult Done(string? outcome = null) => new Finished(outcome);

    /// <summary>Lets go of the node until <paramref name="until"/> or until something wakes the run; the step then runs again.</summary>
    public static StepResult Wait(string reason, DateTimeOffset? until) => new Paused(reason, until);

    public sealed record Finished(string? Outcome) : StepResult;

    public sealed record Paused(string Reason, DateTimeOffset? Until) : StepResult;
}

/// <summary>It is the world's fault and a person can act on it: one sentence, and what lies behind it for who wants to look.</summary>
public sealed class StepFailedException(string sentence, string? detail = null, Exception? cause = null) : Exception(sentence, cause)
{
    public string? Detail { get; } = detail;
}

/// <summary>The run belongs to somebody else now; nothing may be written or sent any more.</summary>
public sealed class LeaseLostException() : Exception("The lease of this run was lost; another node continues it.");
