using Portal.Domain.Accounts;

namespace Portal.Domain.Runs;

/// <summary>What a batch does with each of its runs.</summary>
public enum BatchKind
{
    Submit,
    Retry,
    Cancel,
}

/// <summary>One action on many runs, chosen by a filter or handed over as a list, carried out on the server as a whole.</summary>
public sealed class RunBatch
{
    public Guid Id { get; set; }

    /// <summary>What people say: B-17.</summary>
    public long Number { get; set; }

    public BatchKind Kind { get; set; }

    /// <summary>The choice in words: "failed imaging orders created since Monday".</summary>
    public string Title { get; set; } = "";

    public string Scope { get; set; } = Scopes.Everything;
    public string? Why { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedById { get; set; } = "";
    public string CreatedBy { get; set; } = "";

    /// <summary>How many runs it took on.</summary>
    public int Taken { get; set; }

    /// <summary>How many it left alone, each with its reason.</summary>
    public int Skipped { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }
    public string? CancelledBy { get; set; }
}

/// <summary>One run of a batch: the attempt the batch asked for, or why it was left alone.</summary>
public sealed class RunBatchItem
{
    public Guid BatchId { get; set; }
    public Guid RunId { get; set; }
    public int Attempt { get; set; }
    public string? SkippedBecause { get; set; }
}
