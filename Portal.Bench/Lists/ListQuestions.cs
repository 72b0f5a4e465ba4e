using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Runs;

namespace Portal.Bench.Lists;

/// <param name="Cursor">Null: the first page.</param>
internal sealed record ListQuestion(string What, RunFilter Filter, Grants Grants, string? Cursor = null);

/// <summary>What people ask of the list of runs: each filter alone, some together, rare and frequent, near and far.</summary>
internal static class ListQuestions
{
    private static readonly Grants FewStudies = new([new Grant("study:SD_00000150", Role.Viewer), new Grant("study:SD_00000170", Role.Viewer), new Grant("study:SD_00000199", Role.Viewer)]);

    public static IReadOnlyList<ListQuestion> Of(int runs)
    {
        var (now, all) = (DateTimeOffset.UtcNow, Grants.All);
        var everything = RunFilter.Everything;
        return
        [
            new("everything", everything, all),
            .. Enum.GetValues<RunState>().Select(s => new ListQuestion($"state {s}", everything with { States = [s] }, all)),
            new("needs attention", RunFilter.NeedsAttention, all),
            new("workflow, a quarter of all", everything with { Workflows = ["gwo-manifest-apply"] }, all),
            new("workflow, one in a thousand", everything with { Workflows = ["taxon-fetch"] }, all),
            new("workflow without runs", everything with { Workflows = ["nothing"] }, all),
            new("mine, a busy person", (everything with { Mine = true }).For(Actor.Portal with { Id = "person-0" }), all),
            new("mine, nobody's", (everything with { Mine = true }).For(Actor.Portal with { Id = "person-99" }), all),
            new("since yesterday", everything with { Since = now.AddDays(-1) }, all),
            new("since last quarter", everything with { Since = now.AddDays(-90) }, all),
            new("since next year", everything with { Since = now.AddDays(365) }, all),
            new("one subject", everything with { SubjectKey = $"gwo-manifest:{runs / 4}" }, all),
            new("text, in all", everything with { Text = "gwo_20" }, all),
            new("text, in one study", everything with { Text = "SD_00000190" }, all),
            new("text, one run", everything with { Text = $"_{runs / 3}.tsv" }, all),
            new("text, nowhere", everything with { Text = "no such thing" }, all),
            new("text, two letters", everything with { Text = "zz" }, all),
            new("a number", everything with { Text = $"R-{runs / 2}" }, all),
            new("failed of one workflow", everything with { States = [RunState.Failed], Workflows = ["taxon-fetch"] }, all),
            new("failed, text nowhere", everything with { States = [RunState.Failed], Text = "no such thing" }, all),
            new("failed since last week", everything with { States = [RunState.Failed], Since = now.AddDays(-7) }, all),
            new("succeeded of a workflow, mine", (everything with { States = [RunState.Succeeded], Workflows = ["taxon-fetch"], Mine = true }).For(Actor.Portal with { Id = "person-30" }), all),
            new("three small studies only", everything, FewStudies),
            new("three small studies, failed", everything with { States = [RunState.Failed] }, FewStudies),
            new("three small studies, text nowhere", everything with { Text = "no such thing" }, FewStudies),
            new("oldest first", everything with { Sort = RunSort.Oldest }, all),
            new("longest first", everything with { Sort = RunSort.Longest }, all),
            new("longest first, failed", everything with { Sort = RunSort.Longest, States = [RunState.Failed] }, all),
            new("longest first of a workflow", everything with { Sort = RunSort.Longest, Workflows = ["gwo-manifest-check"] }, all),
            new("page in the middle", everything, all, $"{runs / 2}"),
            new("last page", everything, all, "40"),
            new("failed, page in the middle", everything with { States = [RunState.Failed] }, all, $"{runs / 2}"),
            new("text in one study, page in the middle", everything with { Text = "SD_00000190" }, all, $"{runs / 2}"),
        ];
    }
}
