using Portal.Common;

namespace Portal.Tests.Common;

public sealed class CountsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(4986, "4,986")]
    [InlineData(1234567, "1,234,567")]
    public void Thousands_are_separated(long count, string said) => Counts.Say(count).ShouldBe(said);

    [Theory]
    [InlineData(9_999, "9,999")]
    [InlineData(10_000, "10,000")]
    [InlineData(10_001, "10,000+")]
    public void Above_the_ceiling_nobody_counts(long count, string said) => Counts.Capped(count).ShouldBe(said);

    [Theory]
    [InlineData(0, "0 runs")]
    [InlineData(1, "1 run")]
    [InlineData(1284, "1,284 runs")]
    public void A_count_agrees_with_its_noun(long count, string said) => Counts.Say(count, "run").ShouldBe(said);

    [Theory]
    [InlineData(15.2, null, "15/s")]
    [InlineData(6.23, "genomes", "6.2/s")]
    [InlineData(1850, "runs", "1,850/s")]
    [InlineData(0.2, "files", "12/min")]
    [InlineData(0.0233, "images", "1.4/min")]
    [InlineData(0.001, "plates", "3.6/h")]
    [InlineData(0, "files", "0/s")]
    [InlineData(412_000_000, "bytes", "412 MB/s")]
    public void A_rate_always_has_a_unit(double perSecond, string? unit, string said) => Rates.Say(perSecond, unit).ShouldBe(said);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_100_000, "1.1 MB")]
    [InlineData(9_800_000, "9.8 MB")]
    [InlineData(412_400_000, "412 MB")]
    [InlineData(999_600_000, "1 GB")]
    [InlineData(1_210_000_000_000, "1.21 TB")]
    public void Sizes_have_three_digits_at_most(long bytes, string said) => Bytes.Say(bytes).ShouldBe(said);
}
