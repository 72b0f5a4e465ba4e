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

    /// <summary>
    /// To be called right before every mutating outside call. Throws <see cref="LeaseLostException"/> when the lease has less
    /// left than <paramref name="callTimeout"/>: a node that was frozen and woke up must send nothing.
    /// </summary>
    public abstract Task GuardAsync(TimeSpan callTimeout, CancellationToken cancellationToken);
}
