using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class CatalogueWishTests
{
    private static readonly CatalogueWish Wish = new()
    {
        ResultsDirectory = " sheep-rumen/1.0 ",
        CatalogueName = " Sheep rumen ",
        CatalogueVersion = " 1.0 ",
        GoldBiome = " root:Host-Associated ",
        PipelineVersion = " v3.0.0dev ",
        CatalogueType = " Prokaryotes ",
    };

    [Fact]
    public void Options_are_trimmed_and_what_is_not_given_has_the_references_defaults()
    {
        var wish = (Wish with { CatalogueBiomeLabel = "  ", CatalogueDirectory = "", Database = null }).Normalised();

        (wish.ResultsDirectory, wish.CatalogueName, wish.CatalogueVersion, wish.PipelineVersion).ShouldBe(("sheep-rumen/1.0", "Sheep rumen", "1.0", "v3.0.0dev"));
        (wish.CatalogueDirectory, wish.CatalogueBiomeLabel, wish.Database, wish.UpdateMetadataOnly).ShouldBe(("website", "Sheep rumen", "default", false));
        (wish.Slug, wish.ReleaseName).ShouldBe(("sheep-rumen-v1-0", "Sheep rumen v1.0"));
        wish.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Sheep rumen", "1.0", "sheep-rumen-v1-0")]
    [InlineData("Human gut (2021)", "2021-01", "human-gut-2021-v2021-01")]
    [InlineData("Estómago / intestino", "2.0.1", "estmago-intestino-v2-0-1")]
    [InlineData("  --A.B--  ", "1", "a-b-v1")]
    public void A_name_and_a_version_make_an_address_of_letters_digits_and_hyphens(string name, string version, string slug) => CatalogueSlug.Of(name, version).ShouldBe(slug);

    [Theory]
    [InlineData("mag")]
    [InlineData("")]
    [InlineData("prokaryote")]
    public void A_type_that_is_none_is_told_with_the_three_there_are(string type) =>
        (Wish with { CatalogueType = type }).Problems()["catalogueType"].ShouldContain("It is prokaryotes, eukaryotes or viruses.");

    [Fact]
    public void The_database_is_default_and_nothing_else()
    {
        (Wish with { Database = " default " }).Problems().ShouldBeEmpty();
        (Wish with { Database = "production" }).Problems()["database"].ShouldBe("There is one database here, “default”; “production” is none.");
    }

    [Fact]
    public void Everything_that_is_missing_or_too_long_is_told_at_once()
    {
        var wish = Wish with { ResultsDirectory = " ", CatalogueName = "", CatalogueVersion = new string('1', 21), GoldBiome = "", PipelineVersion = "", CatalogueBiomeLabel = new string('x', 101) };

        wish.Problems().Keys.Order(StringComparer.Ordinal).ShouldBe(["catalogueBiomeLabel", "catalogueName", "catalogueVersion", "goldBiome", "pipelineVersion", "resultsDirectory"]);
    }
}
