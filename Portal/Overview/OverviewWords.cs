using Portal.Common;
using Portal.Runs;

namespace Portal.Overview;

/// <summary>The sentence an operator needs first.</summary>
public static class OverviewWords
{
    public static string Title(RunFigures figures) => figures switch
    {
        { Any: false } => "Nothing has run yet",
        { Failed: 0, Asking: 0 } => "Nothing needs attention",
        { Asking: 0 } => $"{Runs(figures.Failed)} failed",
        { Failed: 0 } => $"{Runs(figures.Asking)} {Wait(figures.Asking)} for an answer",
        _ => $"{Runs(figures.Failed)} failed, {Counts.Capped(figures.Asking)} {Wait(figures.Asking)} for an answer",
    };

    public static string Lead(RunFigures figures) => figures switch
    {
        { Any: false } => "Start with one of these. Running work, failures and their causes will then appear here, live.",
        { Running: 0, Queued: 0, NeedAttention: 0, Waiting: 0 } => "Nothing runs at the moment either.",
        { Running: 0, Queued: 0 } => "Nothing else runs at the moment.",
        _ => $"{(figures.NeedAttention > 0 ? "Everything else moves: " : "")}{Moving(figures)}.",
    };

    private static string Moving(RunFigures figures) => figures switch
    {
        { Queued: 0 } => $"{Runs(figures.Running)} {(figures.Running == 1 ? "is" : "are")} running",
        { Running: 0 } => $"{Runs(figures.Queued)} {(figures.Queued == 1 ? "is" : "are")} queued",
        _ => $"{Runs(figures.Running)} {(figures.Running == 1 ? "is" : "are")} running, {Counts.Capped(figures.Queued)} queued",
    };

    private static string Wait(int count) => count == 1 ? "waits" : "wait";

    private static string Runs(int count) => count == 1 ? "1 run" : $"{Counts.Capped(count)} runs";
}
