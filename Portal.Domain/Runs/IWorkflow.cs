namespace Portal.Domain.Runs;

/// <summary>A kind of work: a name and its steps in order. All of them are shown from the start of a run.</summary>
public interface IWorkflow
{
    /// <summary>Stable name, as in the URL: <c>gwo-manifest-check</c>.</summary>
    string Name { get; }

    /// <summary>What people read: "GWO manifest check".</summary>
    string Title { get; }

    IReadOnlyList<IStep> Steps { get; }

    /// <summary>
    /// The record its parameters are read into, where a person may edit them in a form: to run it again with others, and to
    /// start it by hand. Null: the slice's own pages are the only way in.
    /// </summary>
    Type? Parameters => null;

    /// <summary>True when it may be started from the page "Start a run" and by <c>POST /api/v1/runs</c>.</summary>
    bool StartedByHand => false;
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
    public static StepResult Wait(string reason, DateTimeOffset? until) => new Paused(new Pause(WaitKind.Time, reason, until));

    /// <summary>
    /// Asks a person; the form follows from <typeparamref name="TAnswer"/>. The step runs again when it is answered, and finds the
    /// answer by <see cref="StepContext.AnswerAsync{TAnswer}"/>. A retry asks again.
    /// </summary>
    /// <param name="name">Of the question within its step: "which-sample".</param>
    /// <param name="text">The question itself, one sentence.</param>
    /// <param name="deadline">After it the step fails and says so; unless <paramref name="elseGoOn"/>, then it runs again without an answer.</param>
    public static StepResult Ask<TAnswer>(string name, string text, DateTimeOffset? deadline = null, string? help = null, bool elseGoOn = false) =>
        new Paused(new Pause(WaitKind.Answer, text, deadline, name, new Question(text, help, Form.Of(typeof(TAnswer)), elseGoOn)));

    /// <summary>Until the outside says that <paramref name="key"/> happened (it may have already), or until <paramref name="until"/>; the step then runs again.</summary>
    public static StepResult WaitForEvent(string key, string reason, DateTimeOffset? until) => new Paused(new Pause(WaitKind.Event, reason, until, key));

    /// <summary>Until every run this one submitted has ended; the step then runs again.</summary>
    public static StepResult WaitForRuns(string reason) => new Paused(new Pause(WaitKind.Runs, reason, Until: null));

    public sealed record Finished(string? Outcome) : StepResult;

    public sealed record Paused(Pause Pause) : StepResult;
}

/// <summary>It is the world's fault and a person can act on it: one sentence, and what lies behind it for who wants to look.</summary>
public sealed class StepFailedException(string sentence, string? detail = null, Exception? cause = null) : Exception(sentence, cause)
{
    public string? Detail { get; } = detail;
}

/// <summary>The run belongs to somebody else now; nothing may be written or sent any more.</summary>
public sealed class LeaseLostException() : Exception("The lease of this run was lost; another node continues it.");
