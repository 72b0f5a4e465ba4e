using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Portal.Sandbox.Workflows;

/// <summary>What a demonstration does. What is left out is not done, but for a little counting.</summary>
internal sealed record DemoParameters
{
    public const string Nowhere = "none";
    public const string WhenCounting = "count";
    public const string WhenCallingOutside = "outside";

    private const int FewThings = 20;
    private const int UnhurriedPace = 5;

    [Display(Description = "How many things to count; each is a line of the log.")]
    [Range(0, 1_000_000), DefaultValue(FewThings)]
    public int? Count { get; init; }

    [Display(Description = "How many of them in a second; 0 means as fast as it goes.")]
    [Range(0, 10_000), DefaultValue(UnhurriedPace)]
    public int? PerSecond { get; init; }

    [Display(Description = "Every so many things there is a warning; 0 means never.")]
    [Range(0, 1_000_000), DefaultValue(0)]
    public int? WarnEvery { get; init; }

    [Display(Description = "Afterwards the run lets go of its node for so long.")]
    [Range(0, 86_400), DefaultValue(0)]
    public int? WaitSeconds { get; init; }

    [Display(Name = "Ask somebody", Description = "Whether a person is asked if it shall go on.")]
    public bool Ask { get; init; }

    [Display(Name = "Wait for an outside event", Description = "Whether it waits until a program tells it to go on.")]
    public bool WaitForEvent { get; init; }

    [Display(Description = "How many runs like this one it starts and waits for.")]
    [Range(0, 1_000), DefaultValue(0)]
    public int? Children { get; init; }

    [Display(Name = "Calls outside", Description = "How many entries it makes in the sandbox's ledger, each exactly once.")]
    [Range(0, 10_000), DefaultValue(0)]
    public int? CallOutside { get; init; }

    [Display(Name = "Fail", Description = "Where the first attempt fails, halfway; a retry goes on from there.")]
    [AllowedValues(Nowhere, WhenCounting, WhenCallingOutside), DefaultValue(Nowhere)]
    public string? FailAt { get; init; }

    public int Things() => Count ?? FewThings;

    public int Pace() => PerSecond ?? UnhurriedPace;

    /// <summary>Whether the first attempt is to fail here, with this many done.</summary>
    public bool FailsAt(string place, int done, int total, int attempt) => attempt == 1 && FailAt == place && done == (total + 1) / 2;

    /// <summary>The same work for a run of its own that needs nobody and starts no others.</summary>
    public DemoParameters ForChild() => this with { Children = 0, Ask = false, WaitForEvent = false, FailAt = Nowhere };
}
