namespace Portal.Bench;

/// <summary>One measured thing beside what it compares to.</summary>
public sealed record Figure
{
    public required string What { get; init; }
    public required string Measured { get; init; }

    /// <summary>What others need for the same: measured in this run, or taken from where it says.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    public Goal? Goal { get; init; }

    /// <summary>How it was taken: how many, after how many for warming up, from which moment to which.</summary>
    public required string How { get; init; }

    /// <summary>Where the time or memory went.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What keeps a missed goal from being met, where that is known.</summary>
    public string? HeldBackBy { get; init; }
}

public sealed record Goal(string Text, bool Met)
{
    public override string ToString() => $"{Text}: {(Met ? "met" : "MISSED")}";
}
