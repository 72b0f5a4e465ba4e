using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderChoiceTests
{
    [Fact]
    public void What_is_chosen_twice_is_there_once_and_can_be_taken_away()
    {
        var choice = new OrderChoice().With(["b", "a"], chosen: true).With(["a", "c"], chosen: true);

        choice.Paths.ShouldBe(["b", "a", "c"]);
        choice.With(["a", "gone"], chosen: false).Paths.ShouldBe(["b", "c"]);
        var placed = choice.With(new ChosenDestination(DestinationType.Dataset, 5)).With(new ChosenDestination(DestinationType.Screen, 5)).With(new ChosenDestination(DestinationType.Dataset, 5, "named"));
        string.Join(", ", placed.Destinations).ShouldBe("Screen 5, Dataset 5 “named”");
        placed.Without(new(DestinationType.Screen, 5)).Destinations.Count.ShouldBe(1);
    }

    [Fact]
    public void A_value_of_ones_own_replaces_the_last_one_and_none_leaves_the_configurations()
    {
        var choice = new OrderChoice().With("c", "k", "1").With("c", "other", "x").With("c", "k", "2");

        choice.Parameters.ShouldBe([new("c", "other", "x"), new("c", "k", "2")]);
        choice.With("c", "k", null).Parameters.ShouldBe([new("c", "other", "x")]);
    }

    [Fact]
    public void Orders_start_as_it_was_chosen()
    {
        var at = new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero);
        var choice = new OrderChoice { At = at, Priority = 3 };

        choice.Start.ShouldBe(new OrderStart(Priority: 3));
        (choice with { When = ChosenStart.Held }).Start.ShouldBe(new OrderStart(Hold: true, Priority: 3));
        (choice with { When = ChosenStart.At }).Start.ShouldBe(new OrderStart(At: at, Priority: 3));
        (choice with { When = ChosenStart.Held }).ForTemplate().When.ShouldBe(ChosenStart.Held);
    }

    [Fact]
    public void Where_somebody_is_stands_in_the_address()
    {
        var draft = Guid.Parse("9aea46fb-dae4-44ff-afe4-8e283ecfb333");
        var place = new OrderPlace("A lab", draft, OrderStep.Options, "a/b", "*.czi", Newest: true);

        place.Url.ShouldBe($"imaging-orders/new?draft={draft}&step=options&path=a%2Fb&search=*.czi&newest=true");
        (place with { Draft = null, Step = OrderStep.Files }).Into("c").Url.ShouldBe("imaging-orders/new?group=A%20lab&path=c&newest=true");
        (OrderPlace.StepOf("create"), OrderPlace.StepOf("2"), OrderPlace.StepOf("nonsense"), OrderPlace.StepOf(null)).ShouldBe((OrderStep.Create, OrderStep.Files, OrderStep.Files, OrderStep.Files));
    }
}
