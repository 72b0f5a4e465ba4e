using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>A choice of runs as part of a sentence: "failed runs of GWO manifest load created since Mon 16 Nov 00:00".</summary>
public static class RunChoiceWords
{
    private const int Named = 5;

    /// <param name="when">How a moment is said where the words are read.</param>
    public static string Say(BatchKind kind, RunChoice choice, WorkflowLooks looks, Func<DateTimeOffset, string> when) => choice.Picked is { } picked
        ? $"{Counts.Say(picked.Count, "chosen run")}: {string.Join(", ", picked.Take(Named).Select(p => $"R-{p.Number}"))}{(picked.Count > Named ? ", …" : null)}"
        : Say(kind, choice.Filter, looks, when);

    public static string When(DateTimeOffset at) => $"{at.UtcDateTime:ddd d MMM HH:mm} UTC";

    private static string Say(BatchKind kind, RunFilter filter, WorkflowLooks looks, Func<DateTimeOffset, string> when)
    {
        var states = RunChoice.Takes(kind, new RunChoice(filter)).Where(s => filter.States.Count == 0 || filter.States.Contains(s)).Select(s => s.ToString().ToLowerInvariant()).ToList();
        return string.Concat(new[]
        {
            kind == BatchKind.Cancel && filter.States.Count == 0 ? "unfinished" : string.Join(" or ", states),
            " runs",
            filter.Workflows.Count == 0 ? null : $" of {string.Join(" or ", filter.Workflows.Select(w => looks.Of(w).Title))}",
            filter.Attention ? " that need attention" : null,
            filter.Text is null ? null : $" about “{filter.Text}”",
            filter.SubjectKey is null ? null : $" for {filter.SubjectKey}",
            filter.Batch is { } batch ? $" of the batch B-{batch}" : null,
            filter.Parent is { } parent ? $" submitted by R-{parent}" : null,
            filter.Since is { } since ? $" created since {when(since)}" : null,
            filter.Mine ? " started by whoever asked" : null,
        });
    }
}
