using System.Text.Json.Serialization;

namespace Portal.Sandbox.Faults;

[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Status"/> without doing anything.</summary>
    Error,

    /// <summary>Does nothing and never answers.</summary>
    Timeout,

    /// <summary>Does what was asked, then answers <see cref="Fault.Status"/> as a broken gateway would.</summary>
    CommitThenError,

    /// <summary>Does what was asked, and never answers.</summary>
    CommitThenTimeout,

    /// <summary>Answers 400 to a write whose body has <see cref="Fault.ExternalId"/>.</summary>
    Refuse,

    /// <summary>Waits <see cref="Fault.DelayMilliseconds"/>, then answers as usual.</summary>
    Delay,

    /// <summary>Answers 429 with Retry-After.</summary>
    Throttle,

    /// <summary>Does what was asked and answers half of the body.</summary>
    Malformed,
}

/// <summary>One thing that goes wrong, for the requests it matches.</summary>
public sealed record Fault
{
    public string Id { get; init; } = Guid.NewGuid().ToString("N")[..8];

    public required FaultKind Kind { get; init; }

    /// <summary>"data-service" (the default), "s3", "ledger", "ena", "ena-taxonomy", "fastq" or "digitalocean".</summary>
    public string Service { get; init; } = "data-service";

    /// <summary>A method, "WRITE" for all that change something, or null for all.</summary>
    public string? Method { get; init; }

    /// <summary>A path where * stands for anything; null for all paths.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests it hits before it switches itself off; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>Lets this many writes through first, counted from when the fault was set.</summary>
    public int AfterWrites { get; init; }

    /// <summary>Lets this many requests of its service through first, whatever they do.</summary>
    public int AfterRequests { get; init; }

    /// <summary>Null for what fits the kind.</summary>
    public int? Status { get; init; }

    [JsonIgnore]
    public int StatusToAnswer => Status ?? Kind switch
    {
        FaultKind.CommitThenError => 502,
        FaultKind.Refuse => 400,
        FaultKind.Throttle => 429,
        _ => 503,
    };

    public int DelayMilliseconds { get; init; } = 250;

    public int RetryAfterSeconds { get; init; } = 1;

    public string? ExternalId { get; init; }

    public string? Message { get; init; }
}
