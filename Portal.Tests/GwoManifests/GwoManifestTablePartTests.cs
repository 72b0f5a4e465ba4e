using Bunit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class GwoManifestTablePartTests : PartTests
{
    public static TheoryData<ManifestView, string> Looks => new()
    {
        { Draft(), "Not checked" },
        { Draft() with { CheckRun = Run(RunState.Queued) }, "Checking" },
        { Draft() with { CheckRun = Run(RunState.Failed) }, "Check failed" },
        { Checked(errors: 1, good: 99), "To be corrected" },
        { Checked(), "To be started" },
        { Checked() with { Plan = [new(PlanEntity.GenomicFile, PlanAction.Unchanged, 100)] }, "Up to date" },
        { Checked() with { ApplyRun = Run(RunState.Running), Policy = ApplyPolicy.AllOrNothing }, "Loading" },
        { Checked() with { ApplyRun = Run(RunState.Failed), Policy = ApplyPolicy.AllOrNothing }, "Load failed" },
        { Applied(), "Loaded" },
    };

    [Theory, MemberData(nameof(Looks))]
    public void A_row_says_in_a_word_what_the_manifest_waits_for(ManifestView manifest, string word) =>
        Table(manifest).Find(".state").TextContent.ShouldBe(word);

    [Fact]
    public void A_row_links_to_the_manifest_its_study_and_its_runs()
    {
        var links = Table(Applied() with { CheckRun = Run(RunState.Succeeded, 41), ApplyRun = Run(RunState.Succeeded, 42) }).FindAll("a").Select(a => a.GetAttribute("href"));

        links.ShouldBe(["gwo-manifests/01a1fd51-457f-7760-9e1e-f00caff55858", "gwo-manifests?study=SD_ME0WME0W", "runs/R-41", "runs/R-42"]);
    }

    [Fact]
    public void A_row_counts_errors_and_warnings_only_after_a_check()
    {
        Table(Draft()).Find("td.full").TextContent.Trim().ShouldBe("–");
        Table(Checked(errors: 1, warnings: 2, good: 99)).FindAll(".found > span").Select(s => s.TextContent).ShouldBe(["1 error", "2 warnings"]);
        Table(Checked()).Find("td.full").TextContent.Trim().ShouldBe("No issues");
    }

    private IRenderedComponent<GwoManifestTable> Table(ManifestView manifest) => Render<GwoManifestTable>(p => p.Add(t => t.Manifests, [manifest]));
}
