using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

/// <summary>What a conversion says of itself.</summary>
public sealed class ConversionOutputTests
{
    private static readonly PreprocessingRow Conversion = new(1, "lab/x:1", "{Files}", "/data", "/out", []);

    [Fact]
    public void Each_result_keeps_its_own_name_copies_and_key_values()
    {
        var (images, problem) = Read("""
            reading
            [{"name":"Exp A","full_path":"/data/.processed/a_t1.ome.tiff","alt_path":"/out/a_t1.ome.tiff","keyvalues":[{"mins":[1,2]},{"who":"it's","mins":[3]}]},{"name":null,"full_path":"/data/.processed/a_t2.ome.tiff","alt_path":"/out/a_t2.ome.tiff","keyvalues":{"who":"me"}}]
            """);

        problem.ShouldBeNull();
        images.Select(i => (i.Name, i.Temporary, i.Lasting)).ShouldBe(
            [("Exp A", "/tmp/u/a_t1.ome.tiff", "/mnt/lab/.processed/a_t1.ome.tiff"), (null, "/tmp/u/a_t2.ome.tiff", "/mnt/lab/.processed/a_t2.ome.tiff")]);
        images[0].Told.ShouldBe([new("mins", "[3]"), new("who", "it's")]);
        images[1].Told.ShouldBe([new("who", "me")]);
    }

    [Theory]
    [InlineData("", "It said nothing")]
    [InlineData("[{\"alt_path\":\"/out/a\"}]\nbye", "Its last line does not tell")]
    [InlineData("{\"alt_path\":\"/out/a\"}", "Its last line is no list")]
    [InlineData("[]", "It names no copy")]
    [InlineData("[{\"alt_path\":\"/elsewhere/a\"}]", "It names no copy")]
    [InlineData("[{\"alt_path\":\"/out/../etc/passwd\"}]", "It names no copy")] // out of the folder it was given
    [InlineData("[{\"name\":\"no copy\"}]", "It names no copy")]
    [InlineData("[7]", "It names no copy")]
    public void What_tells_of_no_result_is_said_in_words(string output, string words) => Read(output).Problem.ShouldNotBeNull().ShouldStartWith(words);

    private static (IReadOnlyList<ConvertedImage> Images, string? Problem) Read(string output) => ConversionOutput.Read(output, Conversion, "/mnt/lab", "/tmp/u");
}
