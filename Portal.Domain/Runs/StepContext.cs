namespace Portal.Domain.Runs;

/// <summary>All a step may know of the engine.</summary>
public abstract class StepContext
{
    public abstract Guid RunId { get; }
    public abstract long RunNumber { get; }
    public abstract int Attempt { get; }
    public abstract string Scope { get; }

    /// <summary>Whoever asked for the run: a person or a key, by name.</summary>
    public abstract string RequestedBy { get; }

    public abstract T Parameters<T>();

    /// <summary>A line of history, stored in order within a fraction of a second and before the step counts as finished.</summary>
    public abstract void Note(string text);

    /// <summary>As <see cref="Note"/>, and counted on the run; <paramref name="count"/> when one line stands for many.</summary>
    public abstract void Warn(string text, int count = 1);

    /// <summary>Overwrites this step's counts; call it as often as convenient, it is written at most every 250 ms.</summary>
    /// <param name="total">Null when nobody can know it yet.</param>
    public abstract void Progress(long done, long? total, string unit);

    /// <summary>Stores a file to download. The same name in the same step replaces the one before.</summary>
    public abstract Task AttachAsync(string name, string title, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>State a step left behind for itself or a later step of this run; null when there is none.</summary>
    public abstract Task<T?> LoadAsync<T>(string key, CancellationToken cancellationToken) where T : class;

    public abstract Task SaveAsync<T>(string key, T state, CancellationToken cancellationToken) where T : class;

    /// <summary>What a person answered to this step's question of that name, in this attempt; null while nobody has. See <see cref="StepResult.Ask{TAnswer}"/>.</summary>
    public abstract Task<TAnswer?> AnswerAsync<TAnswer>(string name, CancellationToken cancellationToken) where TAnswer : class;

    /// <summary>What was told of an outside event; null while it has not happened. See <see cref="StepResult.WaitForEvent"/>.</summary>
    public abstract Task<T?> OutsideEventAsync<T>(string key, CancellationToken cancellationToken) where T : class;

    /// <summary>
    /// Submits runs that belong to this one; each is told apart by its <see cref="RunRequest.RequestKey"/>, so a step that runs again
    /// submits none twice. See <see cref="StepResult.WaitForRuns"/>.
    /// </summary>
    public abstract Task SubmitAsync(IReadOnlyList<RunRequest> children, CancellationToken cancellationToken);

    /// <summary>How many of the runs this one submitted are in which state.</summary>
    public abstract Task<IReadOnlyDictionary<RunState, int>> ChildrenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// An effect outside that happens once: the intent is committed first with its audit entry, then the effect is called with the
    /// intent's id, then its outcome is kept. A step that runs again gets the outcome, or has the outside asked what happened.
    /// </summary>
    public abstract Task<TOutcome> OnceAsync<TPayload, TOutcome>(OnceEffect<TPayload, TOutcome> effect, CancellationToken cancellationToken) where TOutcome : class;

    /// <summary>
    /// To be called right before every mutating outside call. Throws <see cref="LeaseLostException"/> when the lease has less
    /// left than <paramref name="callTimeout"/>: a node that was frozen and woke up must send nothing.
    /// </summary>
    public abstract Task GuardAsync(TimeSpan callTimeout, CancellationToken cancellationToken);
}

/// <summary>One outside effect to be had once.</summary>
/// <param name="Kind">Name of the <see cref="IIntentKind"/> that can find it again.</param>
/// <param name="Key">Which effect of its run; the same key is the same effect, in every attempt.</param>
/// <param name="Subject">What it is done to, in words for the audit: "volume reads-3".</param>
/// <param name="Timeout">The longest the call takes; guarded by the lease.</param>
/// <param name="Do">Has the effect, keyed by the intent's id: a second call with the same id must be no second effect.</param>
public sealed record OnceEffect<TPayload, TOutcome>(string Kind, string Key, string Subject, TPayload Payload, TimeSpan Timeout, Func<Guid, CancellationToken, Task<TOutcome>> Do)
    where TOutcome : class;
