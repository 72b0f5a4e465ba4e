using Portal.Domain.GenomeCatalogues;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>What an address says comes back from it.</summary>
public sealed class PlaceTests
{
    [Fact]
    public void The_place_on_a_catalogues_page_survives_its_address()
    {
        var place = new ReleasePlace
        {
            Tab = ReleaseTab.Differences,
            Genomes = new("MGYG & co", "MAG", "d__Bacteria;p__Bacillota", 90.5, 5),
            Order = GenomeOrder.Length,
            Downwards = true,
            Rank = 4,
            Change = GenomeChange.Removed,
            Rule = "W03-optional-file-missing",
            Node = "0.3.1",
        };

        ReleasePlace.Parse(place.ToQuery()).ShouldBe(place);
        ReleasePlace.Parse("?rank=99&tab=none&completeness=NaN&sort=-nothing").ShouldBe(new ReleasePlace { Downwards = true });
    }

    [Fact]
    public void The_list_of_catalogues_survives_its_address()
    {
        var place = new CatalogueListPlace("Human gut", CatalogueType.Viruses, "root:Host-associated", ReleaseStatus.Retired, "a+b");

        CatalogueListPlace.Parse(new Uri($"https://portal/{place.Url}").Query).ShouldBe(place);
    }

    [Fact]
    public void A_wish_survives_its_address()
    {
        var wish = new CatalogueWish
        {
            ResultsDirectory = "a b/1.0",
            CatalogueDirectory = "web",
            CatalogueName = "Ä & co",
            CatalogueVersion = "1.0",
            GoldBiome = "root:Host-associated",
            PipelineVersion = "v3",
            CatalogueType = "viruses",
            CatalogueBiomeLabel = "Label",
            UpdateMetadataOnly = true,
        };

        WishPlace.Parse(new Uri($"https://portal/{WishPlace.Url(wish)}").Query).Wish.ShouldBe(wish);
        WishPlace.Parse("?folder=x").ShouldBe(new WishPlace("x", null));
    }

    [Theory]
    [InlineData("d__Bacteria;p__Bacillota;c__Clostridia;o__L;f__F;g__Blautia;s__Blautia faecis", "Blautia faecis", "Bacillota › Clostridia › L")]
    [InlineData("d__Bacteria;p__Bacillota;c__Clostridia;o__L;f__F;g__Blautia;s__", "Blautia (genus)", "Bacillota › Clostridia › L")]
    [InlineData("d__unclassified", "unclassified (domain)", "")]
    [InlineData("", "unclassified", "")]
    public void A_lineage_is_named_by_its_most_exact_name(string lineage, string most, string above) => (LineageWords.Most(lineage), LineageWords.Above(lineage)).ShouldBe((most, above));
}
