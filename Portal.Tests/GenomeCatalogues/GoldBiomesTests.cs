using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GoldBiomesTests
{
    [Fact]
    public void The_shipped_hierarchy_has_492_biomes_each_below_its_parent()
    {
        var biomes = GoldBiomes.Shipped();

        biomes.Count.ShouldBe(492);
        biomes.Select(b => b.Path).Distinct().Count().ShouldBe(492);
        biomes.Single(b => b.Depth == 0).Lineage.ShouldBe("root");
        var lineages = biomes.Select(b => b.Lineage).ToHashSet();
        biomes.Where(b => b.Depth > 0).ShouldAllBe(b => lineages.Contains(b.Lineage.Substring(0, b.Lineage.LastIndexOf(':'))));
        biomes.Single(b => b.Path == "root.host_associated.human.digestive_system.large_intestine").Depth.ShouldBe(4);
        biomes.Count(b => b.Path.StartsWith("root.host_associated.human.digestive_system.", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
    }

    [Fact]
    public void An_outline_and_a_list_of_whole_lineages_say_the_same() =>
        GoldBiomes.Read("root\n  Engineered\n    Bioreactor\n  Mixed\n").Select(b => b.Lineage)
            .ShouldBe(GoldBiomes.Read("root\nroot:Engineered\nroot:Engineered:Bioreactor\nroot:Mixed\n").Select(b => b.Lineage));

    [Theory]
    [InlineData("root\n    Too deep", "Line 2, “Too deep”, has no biome above it.")]
    [InlineData("root\n   Odd", "Line 2, “Odd”, has no biome above it.")]
    [InlineData("Elsewhere", "Line 1, “Elsewhere”, has no biome above it.")]
    [InlineData("root\n  Soil\n  soil", "Line 3, “root:soil”, stands there twice, or differs from another only in case or punctuation.")]
    public void An_outline_that_is_none_says_which_line(string outline, string sentence) =>
        Should.Throw<FormatException>(() => GoldBiomes.Read(outline)).Message.ShouldStartWith(sentence);
}
