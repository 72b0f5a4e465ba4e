namespace Portal.Jobs.Outside.Programs;

/// <summary>A program of this machine and how it is to be run; no shell ever reads its arguments.</summary>
public sealed record ProgramCall(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>What it reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Names of the environment it gets of the portal's; null: everything.</summary>
    public IReadOnlyCollection<string>? Inherits { get; init; }

    /// <summary>Set for it, or taken from it where the value is null.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? Folder { get; init; }

    /// <summary>Longest time it may take.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>How long it may take to end by itself once it is asked to; nothing: it is not asked.</summary>
    public TimeSpan Politely { get; init; }

    /// <summary>How much is kept of each of its streams: the end of it.</summary>
    public int MostKept { get; init; } = 8_192;

    /// <summary>Ends with the portal, however that ends, and everybody it started with it.</summary>
    public bool DiesWithPortal { get; init; }

    /// <summary>A program run when the portal died before this one ended, for what it leaves elsewhere.</summary>
    public IReadOnlyList<string> WhenPortalDies { get; init; } = [];

    /// <summary>A file only one such program holds at a time, over all machines that see it; see <see cref="ProgramEnd.IsHeldElsewhere"/>.</summary>
    public string? Holds { get; init; }

    /// <summary>Hears each line of either stream as it comes.</summary>
    public Action<string>? Hears { get; init; }
}

/// <summary>How a program ended.</summary>
/// <param name="Output">The end of what it said.</param>
/// <param name="Errors">The end of what it said on standard error.</param>
public sealed record ProgramEnd(int Code, string Output, string Errors)
{
    internal const int HeldElsewhere = 201;

    /// <summary>It was not run: another one holds the file.</summary>
    public bool IsHeldElsewhere { get; init; }

    /// <summary>Some of the output was let go of.</summary>
    public bool IsCut { get; init; }
}
