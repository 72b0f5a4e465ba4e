using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>Who writes: the attempt and the owner a write is fenced with.</summary>
internal sealed record Fence(Guid RunId, int Attempt, string Owner);

/// <summary>What the owner of a run wants stored, all of it or nothing.</summary>
internal sealed class RunWrite(Fence fence)
{
    public Fence Fence { get; } = fence;

    /// <summary>The run as it is to be; null when only lines and counts are added.</summary>
    public Run? Run { get; init; }

    /// <summary>True when the run's state is another one than before: its attempt follows, and others may go on because of it.</summary>
    public bool Moved { get; init; }

    /// <summary>Name of the node, for the attempt's history.</summary>
    public string? Node { get; init; }

    /// <summary>The steps as they are to be.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    public IReadOnlyList<JournalLine> Lines { get; init; } = [];

    /// <summary>To be added to what the run has.</summary>
    public int Warnings { get; init; }

    public StepProgress? Progress { get; init; }
}

/// <summary>Counts to overwrite in <c>run_step</c>.</summary>
internal sealed record StepProgress(int Position, long Done, long? Total, string Unit, double? Rate);

/// <summary>What became of a <see cref="RunWrite"/>.</summary>
/// <param name="Held">False: the run belongs to somebody else, and nothing was stored.</param>
/// <param name="CancelRequested">A person wants it cancelled.</param>
internal readonly record struct Written(bool Held, bool CancelRequested);
