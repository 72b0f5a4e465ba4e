using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>One run as its page shows it: read whole once, then only what moves.</summary>
public sealed class RunOnScreen(RunQueries runs, RunEventQueries events, RunDetail detail)
{
    public RunDetail Detail { get; private set; } = detail;

    public RunRow Run => Detail.Run;

    public RunLogLines Log { get; private set; } = new(events, detail.Run.Id, EventFilter.Everything);

    /// <summary>The run's state has just changed to this; for the live region.</summary>
    public string? Announcement { get; private set; }

    public bool IsGone { get; private set; }

    public IReadOnlyDictionary<string, string> StepTitles { get; } = detail.Steps.GroupBy(s => s.Name).ToDictionary(s => s.Key, s => s.First().Title, StringComparer.Ordinal);

    /// <summary>What was drawn while prerendering, without reading anything again.</summary>
    public static RunOnScreen Restore(RunPageState state, EventFilter filter, RunQueries runs, RunEventQueries events)
    {
        var page = new RunOnScreen(runs, events, state.Detail) { Log = new RunLogLines(events, state.Detail.Run.Id, filter) };
        page.Log.Restore(state.Log);
        return page;
    }

    public RunPageState Keep(bool mayAct) => new(Detail, Log.Tail(), mayAct);

    public async Task ShowLogAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        if (Log.Loaded && Log.Filter == filter)
        {
            return;
        }

        var lines = new RunLogLines(events, Run.Id, filter);
        await lines.LoadAsync(cancellationToken);
        Log = lines;
    }

    public async Task CatchUpAsync(Grants grants, CancellationToken cancellationToken)
    {
        var now = await runs.ProgressAsync(Run.Id, grants, cancellationToken);
        if (now is null)
        {
            IsGone = true;
            return;
        }

        if (now.Run.State != Run.State)
        {
            Announcement = $"{now.Run.Name}: {RunStateLook.Of(now.Run.State).Word}";
        }

        Detail = Moved(now)
            ? await runs.FindAsync(Run.Id.ToString(), grants, cancellationToken) ?? Detail
            : Detail with { Run = now.Run, LastSeq = now.LastSeq, Steps = [.. Detail.Steps.Where(s => s.Attempt != now.Run.Attempt), .. now.Steps] };
        await Log.CatchUpAsync(cancellationToken);
    }

    private bool Moved(RunProgress now) => now.Run.State != Run.State || now.Run.Attempt != Run.Attempt || now.Run.Step?.Name != Run.Step?.Name
        || now.Run.CancelRequested != Run.CancelRequested || now.Artifacts != Detail.Artifacts.Count || now.Children != Detail.Children
        || (now.Run.Asks, now.Run.WaitingFor, now.Run.WaitingUntil) != (Run.Asks, Run.WaitingFor, Run.WaitingUntil);
}

/// <summary>What prerendering hands over to the circuit, so that the page does not blink.</summary>
public sealed record RunPageState(RunDetail Detail, RunLogTail Log, bool MayAct);
