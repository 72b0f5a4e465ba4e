using System.Text.Json;
using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderPlanTests
{
    // The web plugin orders what lies outside; the portal refuses it.
    private static readonly string[] Refused = ["path-escape", "absolute-path"];

    [Fact]
    public void The_selections_recorded_from_the_web_plugin_make_the_same_orders()
    {
        var seen = 0;
        foreach (var recorded in ImagingFixtures.Json("recorded/web-orders.json").GetProperty("cases").EnumerateArray())
        {
            var name = recorded.GetProperty("case").GetString()!;
            seen++;
            if (Refused.Contains(name))
            {
                Should.Throw<PathRefusedException>(() => Items(recorded), name);
            }
            else if (recorded.GetProperty("error").ValueKind == JsonValueKind.String)
            {
                Should.Throw<RuleException>(() => Destinations(recorded), name).Message.ShouldContain("projects");
            }
            else
            {
                OrderPlan.Of(Items(recorded), Destinations(recorded), ConversionRules.Shipped).Select(Words)
                    .ShouldBe(recorded.GetProperty("orders").EnumerateArray().Select(Words), name);
            }
        }

        seen.ShouldBe(13);
    }

    [Fact]
    public void Without_a_place_for_it_in_the_parameters_an_image_within_a_file_is_not_taken_apart()
    {
        var rules = new ConversionRules(new Dictionary<string, string> { [".lif"] = "whole" }, [new("whole", "lab/whole:1", "OME-TIFF", [])]);

        OrderPlan.Of([new("a.lif", "1"), new("a.lif", "2")], [new(DestinationType.Dataset, 5)], rules).Single().Files.ShouldBe(["a.lif"]);
    }

    [Fact]
    public void What_is_chosen_twice_is_ordered_once() =>
        OrderPlan.Of([new("a.tif"), new("a.tif")], [new(DestinationType.Dataset, 5), new(DestinationType.Dataset, 5)], ConversionRules.Shipped).Single().Files.ShouldBe(["a.tif"]);

    [Theory]
    [InlineData("Project", 5)]
    [InlineData("dataset", 5)]
    [InlineData(null, 5)]
    [InlineData("Dataset", 0)]
    public void Only_datasets_and_screens_take_images(string? type, long id) => Should.Throw<RuleException>(() => Destination.Read(type, id));

    private static List<OrderPath> Items(JsonElement recorded) => [.. recorded.GetProperty("selectedLocal").EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String
        ? OrderPath.Read(i.GetString())
        : OrderPath.Read(i.GetProperty("localPath").GetString()) with { SubImage = ImagingFixtures.Text(i, "uuid") })];

    private static List<Destination> Destinations(JsonElement recorded) =>
        [.. recorded.GetProperty("selectedOmero").EnumerateArray().Select(d => Destination.Read(d[0].GetString(), d[1].GetInt64()))];

    private static string Words(PlannedOrder order) => $"{order.Destination} {order.Conversion?.Container} "
        + $"{string.Join(',', order.Parameters.Select(p => $"{p.Key}={p.Value}"))} {string.Join(',', order.Files.Select(f => "/data/" + f))}";

    private static string Words(JsonElement order) => $"{order.GetProperty("DestinationType").GetString()} {order.GetProperty("DestinationID").GetInt64()} {ImagingFixtures.Text(order, "preprocessing_container")} "
        + $"{(order.TryGetProperty("extra_params", out var extra) ? string.Join(',', extra.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetString()}")) : "")} "
        + string.Join(',', order.GetProperty("Files").EnumerateArray().Select(f => f.GetString()));
}
