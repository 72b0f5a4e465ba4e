using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class BatchPartsTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 0, 0, TimeSpan.Zero);
    private static readonly RunFilter SinceMonday = new() { Since = new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero) };
    private readonly WorkflowLooks _looks = new(new WorkflowCatalogue(new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(), []), [new WorkflowLook("order", "Imaging order", "imaging")]);

    public BatchPartsTests() =>
        RenderTree.Add<CascadingValue<PageClock>>(p => p.Add(c => c.Value, new PageClock(new FakeClock(Now), "Etc/UTC")));

    [Theory]
    [InlineData(BatchKind.Retry, "?workflow=order&since=2026-11-16", "failed runs of Imaging order created since Mon 16 Nov 00:00 UTC")]
    [InlineData(BatchKind.Retry, "?state=Failed,Cancelled", "failed or cancelled runs")]
    [InlineData(BatchKind.Retry, "", "failed runs")]
    [InlineData(BatchKind.Retry, "?attention=1&batch=B-3", "failed runs that need attention of the batch B-3")]
    [InlineData(BatchKind.Cancel, "?q=SD_1&parent=R-9", "unfinished runs about “SD_1” submitted by R-9")]
    [InlineData(BatchKind.Cancel, "?state=Queued", "queued runs")]
    public void A_choice_is_said_in_words(BatchKind kind, string query, string words) =>
        RunChoiceWords.Say(kind, new RunChoice(RunFilter.Parse(query)), _looks, RunChoiceWords.When).ShouldBe(words);

    [Fact]
    public void Picked_runs_are_named_until_they_are_too_many() =>
        RunChoiceWords.Say(BatchKind.Retry, new RunChoice(SinceMonday, [.. Enumerable.Range(1, 7).Select(n => new RunKey(Guid.NewGuid(), n))]), _looks, RunChoiceWords.When)
            .ShouldBe("7 chosen runs: R-1, R-2, R-3, R-4, R-5, …");

    [Fact]
    public void The_bar_counts_what_can_be_done_with_the_selected_rows()
    {
        var picks = new RunPicks();
        RunRow[] rows = [Row(RunState.Failed, 1), Row(RunState.Cancelled, 2), Row(RunState.Running, 3), Row(RunState.Succeeded, 4)];
        picks.PickShown(rows, on: true);
        BatchKind? wanted = null;

        var bar = Bar(picks, RunFilter.Everything, total: 1_436, kind => wanted = kind);

        bar.Find("[role=status]").TextContent.ShouldContain("4 runs selected.");
        bar.FindAll(".do button").Select(b => b.TextContent.Trim()).ShouldBe(["Retry 2…", "Cancel 1…", "Clear"]);
        bar.Find(".linkbtn").TextContent.ShouldBe("Select all 1,436 that match");
        bar.FindAll(".do button")[1].Click();
        wanted.ShouldBe(BatchKind.Cancel);
    }

    [Fact]
    public void All_that_match_means_the_failed_ones_when_retrying()
    {
        var picks = new RunPicks();
        picks.PickEverything([Row(RunState.Failed, 1)]);
        var states = new Dictionary<RunState, int> { [RunState.Failed] = 1_284, [RunState.Cancelled] = 100, [RunState.Running] = 52 };

        var bar = Render<BulkBar>(p => p.Add(b => b.Picks, picks).Add(b => b.Filter, SinceMonday).Add(b => b.Total, 1_436).Add(b => b.States, states));

        bar.Find("[role=status]").TextContent.ShouldContain("All 1,436 runs that match are selected.");
        bar.FindAll(".do button").Select(b => b.TextContent.Trim()).ShouldBe(["Retry 1,284…", "Cancel 52…", "Clear"]);
        bar.FindAll(".linkbtn").ShouldBeEmpty();
        RunChoice.Takes(BatchKind.Retry, picks.Choice(SinceMonday with { States = [RunState.Cancelled] })).ShouldBe([RunState.Failed, RunState.Cancelled], ignoreOrder: true);
    }

    [Fact]
    public void A_row_taken_out_of_everything_leaves_the_rows_shown()
    {
        var picks = new RunPicks();
        RunRow[] rows = [Row(RunState.Failed, 1), Row(RunState.Failed, 2)];
        picks.PickEverything(rows);

        picks.Pick(rows[0], on: false);

        (picks.Everything, picks.Count, picks.Has(rows[1].Id)).ShouldBe((false, 1, true));
    }

    [Fact]
    public void A_batch_shows_how_far_it_is_and_each_figure_leads_to_its_runs()
    {
        var strip = Render<BatchStrip>(p => p.Add(s => s.Batch, Batch()).Add(s => s.Figures, new BatchFigures(600, 40, 2, 642, 10.7)));

        strip.Find("[role=progressbar]").GetAttribute("aria-valuenow").ShouldBe("50");
        strip.Find(".prog .t").TextContent.ShouldContain("642 of 1,284 runs");
        strip.Markup.ShouldContain("About 1 min left");
        strip.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(
            ["runs?state=Succeeded&batch=B-17", "runs?state=Failed&batch=B-17", "runs?state=Cancelled&batch=B-17", "runs?state=Queued,Running,Waiting&batch=B-17"]);
    }

    [Fact]
    public void A_batch_says_how_it_ended_and_what_it_left_alone()
    {
        BatchWords.End(new BatchDetail(Batch(), new BatchFigures(1_270, 14, 0, 0, null), [], [])).ShouldBe("1,270 of 1,284 succeeded, 14 failed.");
        BatchWords.End(new BatchDetail(Batch() with { Kind = BatchKind.Cancel }, new BatchFigures(1_280, 4, 0, 0, null), [], [])).ShouldBe("1,280 of 1,284 cancelled, 4 ended before.");

        var skipped = Render<BatchSkipped>(p => p.Add(s => s.Total, 15).Add(s => s.Reasons, [new SkippedRuns("it is running by now", 12)]));
        skipped.FindAll("li").Select(l => l.TextContent.Trim()).ShouldBe(["it is running by now12", "for other reasons3"]);
    }

    [Fact]
    public void The_dialog_lists_what_is_touched_and_left_alone()
    {
        var look = new BulkLook([("order", 1_275), ("other", 9)], [(RunState.Queued, 100), (RunState.Running, 52)], NotYours: 3);

        var facts = Render<BulkFacts>(p => p.Add(f => f.Look, look).Add(f => f.Looks, _looks));

        facts.FindAll("dt").Zip(facts.FindAll("dd"), (t, d) => $"{t.TextContent}: {d.TextContent}").ShouldBe(
            ["Imaging order: 1,275", "other: 9", "Left alone: 152 queued or running", "Not yours: 3 where you are no curator"]);
        look.Taken.ShouldBe(1_284);
    }

    private IRenderedComponent<BulkBar> Bar(RunPicks picks, RunFilter filter, int total, Action<BatchKind> wanted) => Render<BulkBar>(p => p
        .Add(b => b.Picks, picks).Add(b => b.Filter, filter).Add(b => b.Total, total).Add(b => b.States, picks.States).Add(b => b.OnDo, wanted));

    private static RunRow Row(RunState state, long number) => RunWordsTests.Run(state) with { Number = number };

    private static BatchView Batch() => new() { Id = Guid.NewGuid(), Number = 17, Kind = BatchKind.Retry, Title = "failed runs", Scope = Scopes.Everything, Taken = 1_284, CreatedAt = Now };
}
