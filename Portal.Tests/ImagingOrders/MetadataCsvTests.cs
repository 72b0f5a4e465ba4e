using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

/// <summary>Keys and values beside an image.</summary>
public sealed class MetadataCsvTests
{
    [Fact]
    public void Two_cells_are_a_pair_the_later_file_wins_and_what_is_no_pair_is_told()
    {
        var (pairs, problems) = MetadataCsv.Read(["\uFEFFkey,value\r\nlens,63x\nempty,\n,nobody\nthree,of,them\nalone\n\n\"a, b\",\"say \"\"so\"\"\"\n", "lens,100x\n"]);

        pairs.ShouldBe([new("key", "value"), new("lens", "100x"), new("empty", ""), new("a, b", "say \"so\"")]);
        problems.ShouldBe(["Row 5 of metadata.csv has 3 cells instead of two; it is left out.", "Row 6 of metadata.csv has one cell instead of two; it is left out."]);
    }

    [Fact]
    public void The_recorded_file_gives_the_recorded_pairs()
    {
        var recorded = ImagingFixtures.Json("recorded/commands.json").GetProperty("runs")[0].GetProperty("orders").GetProperty("10000000-0000-0000-0000-000000000001")[1].GetProperty("kv");

        MetadataCsv.Read([File.ReadAllText(ImagingFixtures.At("synthetic/metadata.csv"))]).Pairs.Select(p => $"csv_{p.Key}={p.Value}")
            .ShouldBe(recorded.EnumerateObject().Where(p => p.Name.StartsWith("csv_", StringComparison.Ordinal)).Select(p => $"{p.Name}={p.Value.GetString()}"));
    }
}
