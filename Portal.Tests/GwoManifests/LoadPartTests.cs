using Bunit;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class LoadPartTests : PartTests
{
    [Fact]
    public void A_group_is_ticked_at_once_or_one_by_one_and_the_draft_becomes_the_request()
    {
        var draft = new ApplyDraft();
        var choices = Render<ReplaceChoices>(p => p.Add(c => c.Draft, draft).Add(c => c.Groups,
        [
            new ReplaceGroup("data_type", 2, [new("GF_1", 2, "s3://b/1", "Variant Calls", "gVCF", null), new("GF_2", 3, "s3://b/2", "Variant Calls", "gVCF", null)]),
            new ReplaceGroup("content", 1, [new("GF_1", 2, "s3://b/1", "7", "8", "file content changed")]),
        ]));

        choices.FindAll(".all .medium").Select(l => l.TextContent).ShouldBe(["Replace all 2 data types", "Replace the file content"]);
        choices.Markup.ShouldContain("file content changed");
        choices.FindAll(".all input")[0].Change(true);
        choices.FindAll(".one input")[2].Change(true);

        var request = draft.Request(ApplyPolicy.GoodRows, acknowledged: true);
        request.Replace.Ticks.ShouldBe([new ReplaceTick("data_type"), new ReplaceTick("content", "GF_1")]);
        choices.FindAll(".one input")[0].HasAttribute("disabled").ShouldBeTrue("what all are ticked for needs no tick of its own");
    }

    [Fact]
    public void Ticks_hold_for_one_plan_only_and_options_for_the_whole_visit()
    {
        var draft = new ApplyDraft { Options = new LoadOptions { Visible = false } };
        draft.ForCheck(Now);
        draft.Tick("data_type", null, on: true);
        draft.ForCheck(Now);
        draft.Has("data_type").ShouldBeTrue();

        draft.ForCheck(Now.AddMinutes(1));

        var request = draft.Request(ApplyPolicy.AllOrNothing, acknowledged: false);
        (request.Replace.Ticks.Count, request.Options.Visible, request.UseDefaults).ShouldBe((0, false, false));
    }

    [Fact]
    public void The_fields_offer_what_the_data_service_accepts_and_leave_out_what_is_left_open()
    {
        LoadOptions? chosen = null;
        var fields = Render<LoadOptionsFields>(p => p.Add(f => f.Id, "x").Add(f => f.Options, new LoadOptions { ReferenceGenome = "GRCh38" }).Add(f => f.OptionsChanged, o => chosen = o));

        fields.FindAll("#x-reason option").Count.ShouldBe(LoadOptions.Reasons.Length + 1);
        fields.Find("#x-visible").Change("false");
        chosen.ShouldBe(new LoadOptions { ReferenceGenome = "GRCh38", Visible = false });
        fields.Find("#x-genome").Change(" ");
        chosen!.ReferenceGenome.ShouldBeNull();
    }
}
