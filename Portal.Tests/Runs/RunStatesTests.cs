using Portal.Domain.Runs;

namespace Portal.Tests.Runs;

public sealed class RunStatesTests
{
    private static readonly (RunState From, RunState To)[] Legal =
    [
        (RunState.Queued, RunState.Running),
        (RunState.Queued, RunState.Cancelled),
        (RunState.Running, RunState.Waiting),
        (RunState.Running, RunState.Succeeded),
        (RunState.Running, RunState.Failed),
        (RunState.Running, RunState.Cancelled),
        (RunState.Waiting, RunState.Running),
        (RunState.Waiting, RunState.Failed),
        (RunState.Waiting, RunState.Cancelled),
        (RunState.Failed, RunState.Queued),
        (RunState.Cancelled, RunState.Queued),
    ];

    [Fact]
    public void Only_the_moves_of_the_table_are_legal()
    {
        var all = Enum.GetValues<RunState>();

        var allowed = all.SelectMany(from => all.Where(to => from.CanMoveTo(to)).Select(to => (from, to)));

        allowed.ShouldBe(Legal, ignoreOrder: true);
    }

    [Fact]
    public void A_final_run_can_be_retried_unless_it_succeeded()
    {
        Enum.GetValues<RunState>().Where(s => s.CanRetry()).ShouldBe([RunState.Failed, RunState.Cancelled]);
        Enum.GetValues<RunState>().Where(s => s.IsFinal()).ShouldBe([RunState.Succeeded, RunState.Failed, RunState.Cancelled]);
        Enum.GetValues<RunState>().Where(s => s.CanCancel()).ShouldBe([RunState.Queued, RunState.Running, RunState.Waiting]);
    }
}
