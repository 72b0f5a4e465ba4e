using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderPathTests
{
    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("labA/../../other")]
    [InlineData("labA/..")]
    [InlineData("/etc/passwd")]
    [InlineData("~root/x")]
    [InlineData("labA\\..\\x")]
    [InlineData("labA//a.tif")]
    [InlineData("labA/./a.tif")]
    [InlineData("labA/")]
    [InlineData("a\0.tif")]
    [InlineData("a\n.tif")]
    [InlineData("a\u0085.tif")]
    [InlineData("a.lif#")]
    [InlineData("a.lif#b\0")]
    public void What_could_lead_out_is_refused(string path) => Should.Throw<PathRefusedException>(() => OrderPath.Read(path)).Path.ShouldNotContain("\0");

    [Fact]
    public void A_path_longer_than_any_is_refused() => Should.Throw<PathRefusedException>(() => OrderPath.Read(new string('a', 4_001))).Message.Length.ShouldBeLessThan(300);

    [Theory]
    [InlineData("", "", null)]
    [InlineData("labA/a.tif", "labA/a.tif", null)]
    [InlineData(".hidden/..a/a..tif", ".hidden/..a/a..tif", null)]
    [InlineData("café 'x'.tif", "café 'x'.tif", null)]
    [InlineData("well #3.tif", "well #3.tif", null)]
    [InlineData("a#b.lif", "a#b.lif", null)]
    [InlineData("tiny.lif#i-1", "tiny.lif", "i-1")]
    [InlineData("plate/All.XLEF#u", "plate/All.XLEF", "u")]
    public void A_path_and_an_image_within_are_told_apart(string text, string path, string? image)
    {
        var read = OrderPath.Read(text);

        read.ShouldBe(new OrderPath(path, image));
        read.ToString().ShouldBe(text);
    }
}
