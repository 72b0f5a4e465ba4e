using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Common;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Tests.Support;
using Radzen;

namespace Portal.Tests.Runs;

public sealed class RunPartsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 6, 27, TimeSpan.Zero);
    private readonly BunitContext _context = new();

    public RunPartsTests()
    {
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        _context.Services.AddRadzenComponents();
        _context.RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<PageClock>>(p => p.Add(c => c.Value, new PageClock(new FakeClock(Now), "Europe/London")));
    }

    [Fact]
    public void Each_state_is_colour_icon_and_word_together()
    {
        foreach (var state in Enum.GetValues<RunState>())
        {
            var badge = _context.Render<StateBadge>(p => p.Add(b => b.Look, RunStateLook.Of(state))).Find(".state");

            badge.ClassList.ShouldContain(state.ToString().ToLowerInvariant());
            badge.QuerySelector("use")!.GetAttribute("href").ShouldBe($"#i-st-{state.ToString().ToLowerInvariant()}");
            badge.TextContent.ShouldBe(state.ToString());
        }
    }

    [Fact]
    public void All_steps_are_listed_from_the_start_with_the_time_they_took()
    {
        var steps = _context.Render<RunSteps>(p => p.Add(s => s.Run, Detail()).Add(s => s.Attempt, 1).Add(s => s.StepUrl, step => $"runs/R-1?step={step}"));

        steps.FindAll("li .t").Select(t => t.TextContent).ShouldBe(["Step 0", "Step 1", "Step 2"]);
        steps.FindAll("li .d").Select(d => d.TextContent).ShouldBe(["25 s", "1 min 15 s", ""]);
        steps.FindAll("rect").Select(r => (r.GetAttribute("class"), r.GetAttribute("x"), r.GetAttribute("width"))).ShouldBe([("succeeded", "0%", "25%"), ("failed", "25%", "75%")]);
        steps.Find("header .meta").TextContent.ShouldBe("1 of 3 done, stopped at 2");
        steps.FindAll("li a")[2].GetAttribute("href").ShouldBe("runs/R-1?step=step-2");
        steps.Find("[aria-current=step] .t").TextContent.ShouldBe("Step 1");
    }

    [Fact]
    public void A_failure_says_what_happened_to_what_and_what_to_do()
    {
        var failure = _context.Render<RunFailure>(p => p.Add(f => f.Run, Detail()).Add(f => f.LogUrl, "#log").Add(f => f.Report, "the report").Add(f => f.MayAct, true));

        failure.Find("[role=alert] h2").TextContent.ShouldBe("The Data Service was unavailable.");
        failure.Find(".btn.primary").TextContent.ShouldContain("Retry from “Step 1”");
        failure.Find("pre").TextContent.ShouldBe("POST /genomic-files → 503");
        failure.Find("[data-copy]").GetAttribute("data-copy").ShouldBe("the report");
        failure.Markup.ShouldContain("e-7f31c2");
    }

    [Fact]
    public void Who_may_not_act_gets_no_buttons()
    {
        _context.Render<RunFailure>(p => p.Add(f => f.Run, Detail()).Add(f => f.LogUrl, "#log").Add(f => f.Report, "")).FindAll(".btn").ShouldBeEmpty();
        _context.Render<RunHead>(p => p.Add(h => h.Run, RunWordsTests.Run(RunState.Running)).Add(h => h.Title, "GWO manifest")).FindAll(".btn").ShouldBeEmpty();
    }

    [Fact]
    public void Progress_of_unknown_length_slides_and_shows_no_percentage()
    {
        var cell = _context.Render<ProgressCell>(p => p.Add(c => c.Label, "Scrape S3").Add(c => c.Done, 18204).Add(c => c.Unit, "objects").Add(c => c.Rate, 920));

        cell.Find(".t").TextContent.Trim().ShouldStartWith("18,204 objects so far");
        var bar = cell.Find("[role=progressbar]");
        bar.ClassList.ShouldContain("unknown");
        bar.HasAttribute("aria-valuenow").ShouldBeFalse();
        bar.GetAttribute("aria-label").ShouldBe("Scrape S3");
    }

    [Fact]
    public void A_list_row_leads_to_its_run_and_says_why_it_stands()
    {
        using var provider = new ServiceCollection().BuildServiceProvider();
        var looks = new WorkflowLooks(new WorkflowCatalogue(provider.GetRequiredService<IServiceScopeFactory>(), []), [new WorkflowLook("gwo-manifest-load", "GWO manifest", "manifest")]);
        var row = RunWordsTests.Run(RunState.Failed) with { Failure = "403 AccessDenied", CreatedAt = Now.AddHours(-2) };

        var table = _context.Render<RunTable>(p => p.Add(t => t.Rows, [row]).Add(t => t.Looks, looks));

        table.Find("a.plain").GetAttribute("href").ShouldBe("runs/R-48231");
        table.Find("td.full .sub").TextContent.ShouldBe("403 AccessDenied");
        table.Find("time").TextContent.ShouldBe("2 h ago");
        table.Find("time").GetAttribute("title").ShouldBe("17 Nov 2026 12:06:27 Europe/London");
        table.Markup.ShouldContain("GWO manifest");
    }

    [Fact]
    public void Parameters_are_read_as_facts()
    {
        var facts = RunParameterFact.Of("""{"studyId":"SD_1","allOrNothing":true,"prefixes":["s3://a/","s3://b/"],"note":null,"parallelFiles":4,"empty":[]}""");

        facts.Select(f => (f.Label, f.Value, f.Mono)).ShouldBe(
        [
            ("Study id", "SD_1", false), ("All or nothing", "yes", false), ("Prefixes", "s3://a/, s3://b/", true), ("Parallel files", "4", false), ("Empty", "none", false),
        ]);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static RunDetail Detail()
    {
        var failed = RunTimelineTests.Step(1, 25, 100, StepState.Failed);
        return new RunDetail
        {
            Run = RunWordsTests.Run(RunState.Failed) with { Failure = "The Data Service was unavailable.", Step = failed, Steps = 3, EndedAt = Now },
            Parameters = "{}",
            FailureDetail = "POST /genomic-files → 503",
            ErrorId = "e-7f31c2",
            Steps = [RunTimelineTests.Step(0, 0, 25), failed, RunTimelineTests.Step(2)],
            Attempts = [new AttemptView(1, RunState.Failed, Now, Now, Now, "Jonas Weir", null, null, "node-1", null)],
            Artifacts = [],
            Deeds = [],
        };
    }
}
