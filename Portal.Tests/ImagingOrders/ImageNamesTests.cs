using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class ImageNamesTests
{
    [Theory]
    [InlineData("s.ome.tiff", "s.ome.tiff", null, null)]
    [InlineData("", "s.ome.tiff", null, null)]
    [InlineData("Experiment 4", "s.ome.tiff", "Experiment 4", "Experiment 4.ome.tiff")]
    [InlineData("Experiment 4.ome.tiff", "s.ome.tiff", "Experiment 4.ome.tiff", "Experiment 4.ome.tiff")]
    [InlineData("s", "s.ome.tiff", "s", null)]
    [InlineData("Plate 2.5", "p.v2.OME.zarr", "Plate 2.5", "Plate 2.5.OME.zarr")]
    [InlineData("a", "b.tif", "a", "a.tif")]
    [InlineData("a", "b", "a", "a")]
    public void An_image_is_called_as_its_conversion_says_or_with_the_extension_of_its_file(string told, string file, string? asTold, string? withExtension)
    {
        ImageNames.Of(told, file, withExtension: false).ShouldBe(asTold);
        ImageNames.Of(told, file, withExtension: true).ShouldBe(withExtension);
    }
}
