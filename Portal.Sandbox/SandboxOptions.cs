namespace Portal.Sandbox;

public enum SandboxSeed
{
    None,
    Demo,
}

/// <summary>What the outside world starts with, and where.</summary>
public sealed record SandboxOptions
{
    public SandboxSeed Seed { get; init; } = SandboxSeed.None;

    /// <summary>Where writes are kept across restarts and examples are stored; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where droplets live; null: none can be made.</summary>
    public string? DropletDirectory { get; init; }

    /// <summary>A JSON file with the tables of the Data Service.</summary>
    public string? DataServiceFile { get; init; }

    /// <summary>A JSON file with the objects of the buckets.</summary>
    public string? ObjectsFile { get; init; }

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    public int S3Port { get; init; }

    /// <summary>How many requests are remembered; 0 for benchmarks.</summary>
    public int RecordedRequests { get; init; } = 20_000;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
