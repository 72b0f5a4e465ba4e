namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>All a worker is told, once and at its start. Its secret is its own and dies with it.</summary>
/// <param name="Folder">Where its files go; each run has a folder below it.</param>
public sealed record WorkerOrder(Guid WorkerId, string Secret, Uri Callback, string Folder, IReadOnlyList<OrderedFile> Files)
{
    /// <summary>What to run on the files; null: nothing.</summary>
    public PipelineOrder? Pipeline { get; init; }
}

/// <summary>One file to fetch, and how to tell that it is whole.</summary>
public sealed record OrderedFile(string RunAccession, string Name, Uri Address, long Bytes, string Md5);

/// <summary>The centre's program, to be run on the runs of an order.</summary>
/// <param name="Command">Program and arguments, with placeholders.</param>
/// <param name="Fetches">It fetches the files itself.</param>
public sealed record PipelineOrder(IReadOnlyList<string> Command, bool Fetches, TimeSpan Timeout, long TaxId);

/// <summary>What a worker says: <c>started</c>, <c>progress</c>, <c>ready</c> or <c>error</c>.</summary>
/// <param name="Sequence">Grows with each message of the worker; the same again is the same message.</param>
/// <param name="Reason">Of an error, and of nothing else.</param>
/// <param name="Words">What it is at, in a few words.</param>
/// <param name="Output">The end of what a program wrote that failed.</param>
public sealed record WorkerMessage(string? State, long Sequence = 0, long DoneBytes = 0, string? Reason = null, string? Words = null, string? Output = null)
{
    public const int LongestWords = 500;
    public const int LongestOutput = 20_000;
}
