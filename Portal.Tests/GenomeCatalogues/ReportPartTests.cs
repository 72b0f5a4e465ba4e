using Bunit;
using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class ReportPartTests : CataloguePartTests
{
    [Fact]
    public void The_report_groups_errors_before_warnings_and_shows_the_rows_of_the_selected_kind()
    {
        var (missing, optional) = (new ProblemGroup("G02-json-missing", true, 2, 2), new ProblemGroup("W03-optional-file-missing", false, 900, 900));
        string? found = null;
        var report = Render<ProblemReport>(p => p
            .Add(r => r.Report, new([missing, optional], missing, [Problem(0, "MGYG000000001"), Problem(1, "")], HasMore: false))
            .Add(r => r.Url, code => $"?rule={code}").Add(r => r.OnFind, text => found = text));

        report.FindAll("h3").Select(h => h.TextContent).ShouldBe(["Errors, to be corrected in the folder", "Warnings, the import goes on"]);
        report.FindAll(".kinds a").Select(a => (a.GetAttribute("href"), a.QuerySelector(".c")!.TextContent, a.GetAttribute("aria-current"))).ShouldBe([("?rule=G02-json-missing", "2", "true"), ("?rule=W03-optional-file-missing", "900", null)]);
        report.FindAll("tbody tr td:first-child").Select(c => c.TextContent).ShouldBe(["MGYG000000001", "catalogue"]);
        report.Find("input[type=search]").Change("gff");
        found.ShouldBe("gff");
    }

    [Fact]
    public void A_endlessmessage_is_shown_in_part_and_opens_with_a_click()
    {
        var (kind, endless) = (new ProblemGroup("G04-keys-missing", true, 2, 2), new string('x', 1_000));
        var report = Render<ProblemReport>(p => p.Add(r => r.Report, new([kind], kind, [Problem(0, "A"), Problem(1, "B", endless)], HasMore: false)).Add(r => r.Url, code => code));

        report.FindAll("tbody tr").Select(r => r.QuerySelector("details summary")?.TextContent).ShouldBe([null, endless]);
    }

    [Fact]
    public void A_difference_says_what_each_field_was_and_is()
    {
        var view = new DifferenceView(new(1, 1, 1, 7), null, [Difference(1, GenomeChange.Added), Difference(2, GenomeChange.Changed, new("taxon_lineage", "d__A", "d__B"), new("busco_completeness", null, "88.5")), Difference(3, GenomeChange.Removed)], HasMore: false);

        var list = Render<DifferenceList>(p => p.Add(l => l.View, view).Add(l => l.GenomeUrl, d => d.Change == GenomeChange.Removed ? null : $"genomes/{d.Accession}"));

        list.FindAll(".seg button").Select(b => b.TextContent.Trim()).ShouldBe(["All 3", "New 1", "Gone 1", "Changed 1"]);
        list.FindAll("tbody .tag").Select(t => t.TextContent.Trim()).ShouldBe(["New", "Changed", "Gone"]);
        list.FindAll(".delta").Select(c => c.TextContent).ShouldBe(["Lineage d__A → d__B", "Busco completeness nothing → 88.5"]);
        list.FindAll("tbody a").Select(a => a.TextContent).ShouldBe(["MGYG000000001", "MGYG000000002"]);
    }

    [Fact]
    public void Equal_releases_say_so()
    {
        var list = Render<DifferenceList>(p => p.Add(l => l.View, new DifferenceView(new(0, 0, 0, 1_200), null, [], HasMore: false)));

        list.Find(".empty").TextContent.Trim().ShouldBe("Nothing differs: 1,200 genomes the same in every field.");
    }

    [Fact]
    public void A_biome_is_found_by_any_part_of_its_lineage_or_level_by_level()
    {
        string? chosen = null;
        var picker = Render<BiomePicker>(p => p.Add(b => b.Biomes, GoldBiomes.Shipped()).Add(b => b.Value, "").Add(b => b.ValueChanged, lineage => chosen = lineage));

        picker.FindAll(".pick .medium").Select(b => b.TextContent).ShouldBe(["Engineered", "Environmental", "Host-associated", "Control", "Mixed"]);
        picker.Find("button[aria-label$='below Host-associated']").Click();
        picker.FindAll(".pick .medium").Select(b => b.TextContent).ShouldContain("Human");
        picker.Find("input").Input("large intestine");
        picker.FindAll(".pick").First(b => b.TextContent.Contains("Human", StringComparison.Ordinal)).Click();

        chosen.ShouldStartWith("root:Host-associated:Human:Digestive system:Large intestine");
    }

    [Fact]
    public void The_form_says_what_is_wrong_only_at_fields_that_were_touched()
    {
        var wish = new CatalogueWish { ResultsDirectory = "x", CatalogueName = "", CatalogueVersion = "1", GoldBiome = "root:Nowhere", PipelineVersion = "v9", CatalogueType = "" };
        var problems = WishProblems.Of(wish, GoldBiomes.Shipped());

        problems.Keys.Order().ShouldBe(["catalogueBiomeLabel", "catalogueName", "catalogueType", "goldBiome", "pipelineVersion"]);
        var form = Render<WishForm>(p => p.Add(f => f.Wish, wish).Add(f => f.Problems, problems).Add(f => f.Touched, new HashSet<string> { "pipelineVersion" }));
        form.FindAll(".field-error").ShouldHaveSingleItem().TextContent.ShouldStartWith("“v9” is no pipeline version the portal understands.");
        form.Find("#wish-pipelineVersion").GetAttribute("aria-describedby")!.Split(' ').ShouldContain("wish-pipelineVersion-problem");
    }

    private static CatalogueProblem Problem(int position, string genome, string message = "It is not there.") => new() { Position = position, Code = "G02-json-missing", IsError = true, Genome = genome, Path = "a/b.json", Message = message };

    private static GenomeDifference Difference(int number, GenomeChange change, params GenomeFieldChange[] fields) => new($"MGYG{number:000000000}", change, "d__Bacteria;p__Bacillota", fields);
}
