using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class ZarrCommandTests
{
    private static readonly OmeroSession Session = new("key", "omero", 4064);
    private static readonly Destination Dataset = new(DestinationType.Dataset, 151);

    [Fact]
    public void The_words_of_the_default_are_those_of_the_clients_zarr_plugin() =>
        string.Join(' ', ZarrCommand.Default.With(Session, Dataset, "/data/a.zarr")).ShouldBe("zarr -k key -s omero -p 4064 import --target Dataset:151 /data/a.zarr");

    [Fact]
    public void Whatever_is_filled_in_stays_one_word_and_is_not_filled_again() =>
        new ZarrCommand(["/opt/register.py", "--target={id}", "{path}"]).With(Session, Dataset, "/data/a {id}.zarr").ShouldBe(["/opt/register.py", "--target=151", "/data/a {id}.zarr"]);

    [Theory]
    [InlineData("/data/demo.zarr", "demo")]
    [InlineData("/data/demo.ome.zarr", "demo")]
    [InlineData("/data/home.ZARR/", "home")]
    [InlineData("/data/some.zarr", "some")]
    [InlineData("/data/.zarr", ".zarr")]
    [InlineData("/data/plain", "plain")]
    public void A_store_keeps_every_letter_of_its_name(string path, string name) => ZarrCommand.NameOf(path).ShouldBe(name);

    [Fact]
    public void Words_that_make_no_sense_are_told_when_the_portal_starts()
    {
        new ZarrCommand(["zarr", "{target}", "{path}"]).Problems().ShouldBe(["has “{target}” in word 1, which stands for nothing. Words may have {session}, {host}, {port}, {type}, {id}, {path}, {name}."]);
        new ZarrCommand(["zarr", "import"]).Problems().Single().ShouldContain("must have {path}");
        ZarrCommand.Default.Problems().ShouldBeEmpty();
        var options = new Portal.Jobs.ImagingOrders.ImagingOrderOptions();
        options.ZarrCommand.Add("zarr");
        options.Validate(new(options)).Single().ErrorMessage.ShouldStartWith("ImagingOrders:ZarrCommand must have {path}");
    }
}
