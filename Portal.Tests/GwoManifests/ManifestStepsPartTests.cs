using Bunit;
using Portal.Domain.Runs;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestStepsPartTests : PartTests
{
    [Fact]
    public void Before_there_is_a_file_no_step_is_a_link()
    {
        var steps = Render<ManifestSteps>(p => p.Add(s => s.Current, ManifestStep.Upload));

        steps.FindAll("a").ShouldBeEmpty();
        steps.Find("[aria-current=step]").TextContent.ShouldContain("Upload");
    }

    [Theory]
    [InlineData("draft", "Upload")]
    [InlineData("checked", "Upload Check")]
    [InlineData("loading", "Upload Check Plan")]
    [InlineData("loaded", "Upload Check Plan Start")]
    public void Steps_that_are_done_say_so(string state, string done)
    {
        var manifest = state switch { "draft" => Draft(), "checked" => Checked(), "loading" => Checked() with { ApplyRun = Run(RunState.Running) }, _ => Applied() };

        var steps = Render<ManifestSteps>(p => p.Add(s => s.Current, ManifestStep.Upload).Add(s => s.Manifest, manifest).Add(s => s.Url, s => $"?step={s}"));

        var marked = steps.FindAll("li").Where(l => l.ClassList.Contains("was") || (l.ClassList.Contains("on") && manifest is not null)).Select(l => l.TextContent.Trim(' ', '\n', '1', '2', '3', '4'));
        string.Join(' ', marked).ShouldBe(done);
    }

    [Fact]
    public void Every_other_step_can_be_reached_by_its_address()
    {
        var steps = Render<ManifestSteps>(p => p.Add(s => s.Current, ManifestStep.Check).Add(s => s.Manifest, Checked()).Add(s => s.Url, s => $"?step={s}"));

        steps.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(["?step=Upload", "?step=Plan", "?step=Start"]);
    }
}
