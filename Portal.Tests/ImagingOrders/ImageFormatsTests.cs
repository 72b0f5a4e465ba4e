using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class ImageFormatsTests
{
    [Fact]
    public void The_extensions_are_those_the_web_plugin_lists() =>
        ImageFormats.All.Order(StringComparer.Ordinal).ShouldBe(ImagingFixtures.Json("upstream/supported-extensions.json").EnumerateArray().Select(e => e.GetString()!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("a.tif", true)]
    [InlineData("A.TIF", true)]
    [InlineData("a.ome.tiff", true)]
    [InlineData("notes.doc", false)]
    [InlineData("tif", false)]
    public void A_name_tells_whether_it_can_be_read(string name, bool reads) => ImageFormats.Reads(name).ShouldBe(reads);

    [Fact]
    public void What_opens_comes_first_and_case_does_not_matter() =>
        ListingRules.Order([new("b.tif", FileKind.File), new("A.czi", FileKind.File), new("x.zarr", FileKind.Zarr), new("Zeta", FileKind.Folder), new("plate", FileKind.Folder), new("t.lif", FileKind.Container)])
            .Select(n => n.Name).ShouldBe(["plate", "t.lif", "Zeta", "A.czi", "b.tif", "x.zarr"]);

    [Theory]
    [InlineData("x.zarr", true, FileKind.Zarr)]
    [InlineData("x.ome.ZARR", true, FileKind.Zarr)]
    [InlineData("x.zarr", false, FileKind.File)]
    [InlineData("x.LIF", false, FileKind.Container)]
    [InlineData("x.lif", true, FileKind.Folder)]
    public void Names_tell_what_opens(string name, bool isFolder, FileKind kind) => ListingRules.KindOf(name, isFolder).ShouldBe(kind);

    [Fact]
    public void Two_that_each_describe_the_folder_are_no_choice()
    {
        Should.Throw<RuleException>(() => ListingRules.Choose("dup", [new("a.xlef", FileKind.Container), new("B.XLEF", FileKind.Container)])).Message.ShouldContain("a.xlef, B.XLEF");
        Should.Throw<RuleException>(() => ListingRules.Choose("conf", [new("c.xlef", FileKind.Container), new("Experiment.db", FileKind.File)])).Message.ShouldContain("Experiment.db, c.xlef");
        ListingRules.Choose("none", [new(".xlef", FileKind.File), new("my-experiment.db", FileKind.File)]).Count.ShouldBe(2);
    }
}
