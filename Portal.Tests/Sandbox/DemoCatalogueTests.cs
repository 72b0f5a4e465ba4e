using Portal.Domain.GenomeCatalogues;
using Portal.Sandbox.Demo;

namespace Portal.Tests.Sandbox;

public sealed class DemoCatalogueTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("portal-demo-results-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Results_are_laid_down_once_and_what_somebody_changed_in_them_stays()
    {
        var catalogues = DemoCatalogues.LayDown(_root);
        var json = Path.Combine(_root, "human-gut/1.0/website/MGYG000000001/MGYG000000001.json");
        File.WriteAllText(json, "{}");

        DemoCatalogues.LayDown(_root);

        catalogues.Count.ShouldBe(5);
        catalogues.ShouldAllBe(c => Directory.Exists(Path.Combine(_root, c.Folder, "website")));
        File.ReadAllText(json).ShouldBe("{}");
        Directory.Exists(Path.Combine(_root, ".making")).ShouldBeFalse();
        GoldBiomes.Shipped().Select(b => b.Path).ShouldContain(BiomePath.Of("root:Environmental:Aquatic:Marine"));
        GoldBiomes.Shipped().Select(b => b.Path).ShouldContain(BiomePath.Of("root:Environmental:Terrestrial:Soil"));
    }
}
