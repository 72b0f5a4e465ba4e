using System.Text.Json;
using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class AssemblyFilterTests
{
    [Theory]
    [InlineData("min", "10", "10", true)]
    [InlineData("min", "10", "9.99", false)]
    [InlineData("max", "10", "10", true)]
    [InlineData("max", "10", "1e3", false)]
    [InlineData("min_max", "[10, 20]", "10", true)]
    [InlineData("min_max", "[10, 20]", "20", true)]
    [InlineData("min_max", "[10, 20]", "20.01", false)]
    [InlineData("min_max", "[10, 20]", "many", false)]
    [InlineData("contains", "\"coli\"", "Escherichia COLI", true)]
    [InlineData("contains", "[\"aureus\", \"coli\"]", "E. coli", true)]
    [InlineData("contains", "[\"aureus\"]", "E. coli", false)]
    [InlineData("min", "10", null, false)]
    public void A_filter_holds_with_its_bounds_included_and_words_in_any_case(string type, string value, string? measured, bool holds)
    {
        var filter = new AssemblyFilter(type, JsonSerializer.Deserialize<JsonElement>(value));

        filter.Problem("quast.N50.metric_value").ShouldBeNull();
        (filter.Failure("quast.N50.metric_value", measured) is null).ShouldBe(holds);
    }

    [Theory]
    [InlineData("quast.N51", "min", "1", "is no metric")]
    [InlineData("result", "least", "1", "min, max, min_max or contains")]
    [InlineData("result", "min", "\"1\"", "needs a number")]
    [InlineData("result", "min_max", "[2, 1]", "lowest and the highest")]
    [InlineData("result", "contains", "[1]", "needs a word")]
    public void A_filter_that_makes_no_sense_says_why(string metric, string type, string value, string why) =>
        new AssemblyFilter(type, JsonSerializer.Deserialize<JsonElement>(value)).Problem(metric)!.ShouldContain(why);
}
