using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderListPlaceTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 16, 23, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("from=2026-11-17T00:00:00Z", "Only “from” is given.")]
    [InlineData("until=2026-11-17T00:00:00Z", "Only “until” is given.")]
    [InlineData("from=2026-11-17T00:00:00&until=2026-11-18T00:00:00Z", "“2026-11-17T00:00:00” says no time zone.")]
    [InlineData("from=2026-11-17&until=2026-11-18T00:00:00Z", "“2026-11-17” says no time zone.")]
    [InlineData("from=yesterday&until=2026-11-18T00:00:00Z", "“yesterday” is no moment.")]
    [InlineData("from=2026-11-17T00:00:00.00000000000000000000000000000000000000000000000Z&until=2026-11-18T00:00:00Z", "is no moment.")]
    [InlineData("from=2026-11-18T00:00:00Z&until=2026-11-18T01:00:00%2B01:00", "is not before")]
    [InlineData("dates=between", "“between” says nothing about dates.")]
    [InlineData("state=sleeping", "“sleeping” is no state of an order.")]
    [InlineData("watch=7", "“7” is no id of a watched folder.")]
    public void What_is_no_filter_is_told_in_a_sentence_and_left_out_of_a_page(string query, string sentence)
    {
        var values = query.Split('&').Select(v => v.Split('=')).ToDictionary(v => v[0], v => Uri.UnescapeDataString(v[1]));

        Should.Throw<RuleException>(() => OrderListPlace.Read(values)).Message.ShouldContain(sentence);
        var (filter, wrong) = OrderListPlace.Parse($"?{query}&group=lab&page=2");

        wrong.ShouldNotBeNull().ShouldContain(sentence);
        filter.ShouldBe(new OrderFilter(Group: "lab"));
    }

    [Fact]
    public void Two_moments_with_their_zones_are_one_interval_and_can_be_left_out()
    {
        var (filter, wrong) = OrderListPlace.Parse("?from=2026-11-17T00:00:00%2B01:00&until=2026-11-18T00:00:00Z&dates=exclude");

        wrong.ShouldBeNull();
        filter.ShouldBe(new OrderFilter(From: From, Until: new DateTimeOffset(2026, 11, 18, 0, 0, 0, TimeSpan.Zero), Outside: true));
    }

    [Fact]
    public void A_filter_as_an_address_is_read_as_the_same_filter()
    {
        var filter = new OrderFilter("Demuth lab", OrderState.Failed, "alice", OrderFilter.AsItIs, ".lif", "a+b c", From, From.AddDays(1), Guid.NewGuid(), Outside: true);

        OrderListPlace.Parse(OrderListPlace.Url(filter)["imaging-orders".Length..]).ShouldBe((filter, null));
    }
}
