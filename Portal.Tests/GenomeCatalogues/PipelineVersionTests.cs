using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class PipelineVersionTests
{
    [Theory]
    [InlineData("v1", 1)]
    [InlineData("v1.2.1", 1)]
    [InlineData("v2.0", 2)]
    [InlineData("v2.4.0", 2)]
    [InlineData("v3.0.0", 3)]
    [InlineData("v3.0.0-dev", 3)]
    [InlineData("v3.0.0dev", 3)]
    [InlineData("3", 3)]
    [InlineData("2.anything goes", 2)]
    [InlineData("v3-dev", 3)]
    [InlineData(" v2 \n", 2)]
    public void Versions_1_to_3_are_understood_in_every_spelling(string text, int major) => PipelineVersion.Major(text).ShouldBe(major);

    [Theory]
    [InlineData("")]
    [InlineData("invalid")]
    [InlineData("v4")]
    [InlineData("v0.9")]
    [InlineData("v35")]
    [InlineData("10")]
    [InlineData("V1")]
    [InlineData("v2_0")]
    public void Anything_else_is_none(string text) => PipelineVersion.Major(text).ShouldBeNull();
}
