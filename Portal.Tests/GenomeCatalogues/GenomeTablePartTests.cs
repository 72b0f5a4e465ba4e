using Bunit;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GenomeTablePartTests : CataloguePartTests
{
    private static readonly GenomeFieldChange Completeness = new("completeness", "98.59", "90.59");

    [Fact]
    public void A_row_links_to_the_genome_in_this_release_and_says_how_it_changed()
    {
        var marks = new Dictionary<string, GenomeMark>
        {
            ["MGYG000000001"] = new(true, []),
            ["MGYG000000002"] = new(false, [Completeness]),
            ["MGYG000000003"] = new(false, [Completeness, new("length", "1", "2")]),
            ["MGYG000000004"] = new(false, []),
        };

        var table = Table(new([Genome(1), Genome(2), Genome(3), Genome(4)], 4, null, marks), new());

        table.FindAll("tbody tr td:last-child").Select(c => c.TextContent.Trim()).ShouldBe(["New", "Completeness", "2 fields", "same"]);
        table.Find("tbody a").GetAttribute("href").ShouldBe("genomes/MGYG000000001?catalogue=human-gut-v2-1");
        table.Find("em.taxon").TextContent.ShouldBe("Blautia_A faecis");
        table.Find("td.species .sub").TextContent.ShouldBe("Bacillota_A › Clostridia › Lachnospirales");
    }

    [Fact]
    public void Each_filter_is_a_chip_that_goes_away_by_itself()
    {
        ReleasePlace? gone = null;
        var place = new ReleasePlace { Genomes = new(Type: "MAG", Lineage: "d__Bacteria;p__Bacillota", MinCompleteness: 90) };
        var table = Render<GenomeTable>(p => p.Add(t => t.Rows, new([], 0, null, new Dictionary<string, GenomeMark>())).Add(t => t.Place, place).Add(t => t.Slug, "human-gut-v2-1").Add(t => t.OnGo, to => gone = to));

        table.FindAll(".chip").Select(c => string.Join(' ', c.QuerySelectorAll("span").Select(s => s.TextContent))).ShouldBe(["Lineage in Bacillota", "Type is MAG", "Completeness ≥ 90 %"]);
        table.Find("button[aria-label='Remove the filter Type MAG']").Click();

        gone.ShouldBe(place with { Genomes = place.Genomes with { Type = null } });
        table.Find(".empty h2").TextContent.ShouldBe("No genome matches");
    }

    [Fact]
    public void A_head_sorts_best_first_and_then_the_other_way()
    {
        var place = new ReleasePlace();
        var downwards = place.SortedBy(GenomeOrder.Completeness);

        Table(new([Genome(1)], 1, null, new Dictionary<string, GenomeMark>()), downwards).Find("th[aria-sort=descending]").TextContent.Trim().ShouldBe("Completeness %");
        downwards.Url("x").ShouldBe("genome-catalogues/x?sort=-completeness");
        downwards.SortedBy(GenomeOrder.Completeness).Url("x").ShouldBe("genome-catalogues/x?sort=completeness");
    }

    private IRenderedComponent<GenomeTable> Table(GenomeRowsView rows, ReleasePlace place) =>
        Render<GenomeTable>(p => p.Add(t => t.Rows, rows).Add(t => t.Place, place).Add(t => t.Slug, "human-gut-v2-1").Add(t => t.Before, "2.0"));
}
