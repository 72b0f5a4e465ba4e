using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class BiomePathTests
{
    [Theory]
    [InlineData("root:Host-associated:Human:Digestive system:estómago", "root.host_associated.human.digestive_system.estmago")]
    [InlineData("root", "root")]
    [InlineData("root:Environmental:Aquatic:Marine:Oil-contaminated (sediment)", "root.environmental.aquatic.marine.oil_contaminated_sediment")]
    [InlineData("a (-b", "a__b")]
    [InlineData("", "")]
    public void A_lineage_becomes_the_path_lookups_compare_by(string lineage, string path) => BiomePath.Of(lineage).ShouldBe(path);

    [Fact]
    public void A_path_of_the_hierarchy_is_its_own_path() => GoldBiomes.Shipped().ShouldAllBe(b => BiomePath.Of(b.Path) == b.Path);
}
