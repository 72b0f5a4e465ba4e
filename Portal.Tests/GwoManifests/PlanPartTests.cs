using Bunit;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class PlanPartTests : PartTests
{
    [Fact]
    public void Six_figures_say_what_starting_would_do()
    {
        var figures = Render<PlanFigures>(p => p.Add(f => f.Manifest, Checked(errors: 9, good: 91)).Add(f => f.Url, (e, a) => $"?{PlanWords.Key(e)}={a}"));

        figures.FindAll(".v").Select(v => v.TextContent).ShouldBe(["80", "3", "0", "90", "160", "9"]);
        figures.FindAll("a")[3].GetAttribute("href").ShouldBe("?specimens=Create");
    }

    [Fact]
    public void An_update_shows_old_and_new_values()
    {
        var table = Table(new PlanRow { Position = 1, Entity = PlanEntity.GenomicFile, Action = PlanAction.Update, Row = 7, GenomicFile = "s3://b/a/very/deep/x.bam", ExternalId = "x", KfId = "GF_00000001", Changes = [new("data_type", "gVCF", "Aligned Reads"), new("size", null, "12")] });

        table.FindAll(".chg:not(.tag)").Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe(["data_type gVCF → Aligned Reads", "size nothing → 12"]);
        table.Find("td .cut").TextContent.ShouldBe("…/deep/x.bam");
    }

    [Fact]
    public void A_link_names_what_is_linked_and_the_end_of_the_path()
    {
        var table = Table(new PlanRow { Position = 1, Entity = PlanEntity.BiospecimenLink, Action = PlanAction.Create, Row = 7, GenomicFile = "s3://b/a/very/deep/x.bam", LinkedId = "BS_00000001", ExternalId = "x" }, PlanEntity.BiospecimenLink);

        table.Find("td.first").TextContent.ShouldContain("BS_00000001");
        table.Find("tbody .tag").TextContent.ShouldBe("Create");
    }

    [Fact]
    public void Choosing_an_action_asks_for_it_with_the_entity_shown()
    {
        ManifestPlace? asked = null;
        var table = Table(null, PlanEntity.BiospecimenLink, p => asked = p);

        table.FindAll(".seg button").Single(b => b.TextContent.Trim() == "Create 90").Click();

        asked.ShouldBe(new ManifestPlace { Step = ManifestStep.Plan, Entity = PlanEntity.BiospecimenLink, Action = PlanAction.Create });
    }

    [Fact]
    public void A_part_of_a_path_narrows_the_plan_by_its_address()
    {
        ManifestPlace? asked = null;
        var table = Table(null, asked: p => asked = p);

        table.Find("input[type=search]").Change(" calls-1 ");

        asked!.Text.ShouldBe("calls-1");
    }

    [Fact]
    public void The_choice_explains_both_policies_and_asks_for_warnings_to_be_read()
    {
        ApplyPolicy? chosen = null;
        var acknowledged = false;
        var choice = Render<ApplyChoice>(p => p.Add(c => c.Manifest, Checked(errors: 3, warnings: 2, good: 98)).Add(c => c.Policy, ApplyPolicy.AllOrNothing)
            .Add(c => c.WarningsUrl, "?").Add(c => c.OnPolicy, v => chosen = v).Add(c => c.AcknowledgedChanged, v => acknowledged = v));

        choice.Find("input[value=good-rows]").Change("good-rows");
        choice.Find("input[type=checkbox]").Change(true);

        chosen.ShouldBe(ApplyPolicy.GoodRows);
        acknowledged.ShouldBeTrue();
        choice.Markup.ShouldContain("the 2 rows with errors come back as a file, ready to fix");
    }

    [Fact]
    public void A_manifest_without_warnings_has_nothing_to_tick() =>
        Render<ApplyChoice>(p => p.Add(c => c.Manifest, Checked()).Add(c => c.Policy, ApplyPolicy.AllOrNothing).Add(c => c.WarningsUrl, "?")).FindAll("input[type=checkbox]").ShouldBeEmpty();

    [Fact]
    public void What_was_loaded_is_counted_by_entity_and_refusals_only_where_there_are_any()
    {
        var calm = Render<LoadedTable>(p => p.Add(t => t.Loaded, [new(PlanEntity.GenomicFile, 10, 1, 2, 0, 0)]));
        var rough = Render<LoadedTable>(p => p.Add(t => t.Loaded, [new(PlanEntity.GenomicFile, 10, 1, 2, 5, 1)]));

        calm.FindAll("th").Select(h => h.TextContent).ShouldBe(["Entity", "New", "Changed", "Same", "Genomic files"]);
        rough.FindAll("tbody td").Select(c => c.TextContent).ShouldBe(["10", "1", "2", "5", "1"]);
    }

    private IRenderedComponent<PlanTable> Table(PlanRow? row, PlanEntity entity = PlanEntity.GenomicFile, Action<ManifestPlace>? asked = null) => Render<PlanTable>(p => p
        .Add(t => t.Manifest, Checked()).Add(t => t.Place, new ManifestPlace { Entity = entity }).Add(t => t.OnPlace, asked ?? (_ => { }))
        .Add(t => t.Window, (_, _, _) => Task.FromResult<(IReadOnlyList<PlanRow>, int)>(row is null ? ([], 0) : ([row], 1))));
}
