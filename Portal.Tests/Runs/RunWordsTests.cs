using Portal.Domain.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class RunWordsTests
{
    private static readonly StepView Load = RunTimelineTests.Step(6) with { Title = "Load genomic files", Done = 3412, Total = 4986, Unit = "files", Rate = 41 };

    [Fact]
    public void A_running_run_says_how_far_and_how_fast()
    {
        var run = Run(RunState.Running) with { Step = Load };

        RunWords.Where(run).ShouldBe("Load genomic files, 3,412 of 4,986 files");
        RunWords.Why(run).ShouldBe("41/s, 38 s left");
    }

    [Fact]
    public void An_unknown_total_is_never_invented()
    {
        var run = Run(RunState.Running) with { Step = Load with { Total = null, Done = 18204, Unit = "objects", Rate = 920 } };

        RunWords.Where(run).ShouldBe("Load genomic files, 18,204 objects so far");
        RunWords.Why(run).ShouldBe("920/s");
    }

    [Fact]
    public void Bytes_are_said_as_sizes() =>
        RunWords.Progress(Load with { Done = 1_210_000_000_000, Total = 3_400_000_000_000, Unit = "bytes" }).ShouldBe("1.21 TB of 3.4 TB");

    [Fact]
    public void Everything_that_stands_says_why()
    {
        RunWords.Why(Run(RunState.Failed) with { Failure = "403 AccessDenied" }).ShouldBe("403 AccessDenied");
        RunWords.Why(Run(RunState.Waiting) with { WaitingFor = "Publish 4,849 genomes?" }).ShouldBe("Publish 4,849 genomes?");
        RunWords.Why(Run(RunState.Queued) with { BlockedBecause = "8 of 8 in use" }).ShouldBe("8 of 8 in use");
        RunWords.Why(Run(RunState.Cancelled) with { CancelledBy = "Jonas Weir", CancelReason = "wrong study" }).ShouldBe("Cancelled by Jonas Weir: “wrong study”");
        RunWords.Why(Run(RunState.Running) with { CancelRequested = true, CancelledBy = "Jonas Weir" }).ShouldBe("Jonas Weir asked to cancel; it ends at the next safe point");
    }

    internal static RunRow Run(RunState state) => new()
    {
        Id = Guid.NewGuid(),
        Number = 48231,
        Workflow = "gwo-manifest-load",
        Subject = "SD_ME0WME0W · gwo_2026-11-17.tsv",
        Scope = "*",
        State = state,
        Attempt = 1,
        Steps = 11,
        CreatedBy = "Jonas Weir",
    };
}
