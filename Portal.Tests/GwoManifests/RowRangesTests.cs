using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class RowRangesTests
{
    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 7, 4, 5, 6, 220 }, "4-7,220")]
    [InlineData(new[] { 2, 2, 4 }, "2,4")]
    public void Rows_that_follow_each_other_are_one_range_and_read_back_as_they_were(int[] rows, string text)
    {
        RowRanges.Write(rows).ShouldBe(text);
        RowRanges.Read(text).ShouldBe(rows.Distinct().Order());
    }

    [Fact]
    public void Anything_else_is_no_range() => Should.Throw<FormatException>(() => RowRanges.Read("4-x").ToList());
}
