using Portal.Domain.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class AttemptWordsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 17, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_attempt_says_who_asked_for_it_and_why_and_from_where()
    {
        AttemptWords.Asked(Attempt(1), []).ShouldBe("Started by Mara Ellis");
        AttemptWords.Asked(Attempt(2) with { Why = "OMERO is back", FromStep = "step-1" }, [RunTimelineTests.Step(1)]).ShouldBe("Retried by Mara Ellis: “OMERO is back”, from “Step 1”");
    }

    [Fact]
    public void It_says_how_it_went_where_and_how_long()
    {
        AttemptWords.Went(Attempt(1) with { State = RunState.Queued, StartedAt = null, EndedAt = null, Node = null }, Start).ShouldBe("queued");
        AttemptWords.Went(Attempt(1) with { EndedAt = null, State = RunState.Running }, Start.AddSeconds(75)).ShouldBe("running · on node-1 · 1 min 15 s so far");
        AttemptWords.Went(Attempt(1), Start.AddDays(1)).ShouldBe("failed · on node-1 · 2 min");
    }

    private static AttemptView Attempt(int number) => new(number, RunState.Failed, Start, Start, Start.AddMinutes(2), "Mara Ellis", null, null, "node-1", "No.");
}
