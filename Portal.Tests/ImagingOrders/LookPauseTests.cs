using Portal.Jobs.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class LookPauseTests
{
    [Fact]
    public void While_the_database_is_away_it_is_asked_as_seldom_as_the_importer_asks_and_never_given_up()
    {
        var five = TimeSpan.FromSeconds(5);

        Enumerable.Range(0, 8).Append(10_000).Select(n => LookPause.After(five, n).TotalSeconds).ShouldBe([5, 5, 10, 20, 40, 60, 60, 60, 60]);
        LookPause.After(TimeSpan.FromMinutes(5), 3).ShouldBe(TimeSpan.FromMinutes(5)); // never sooner than it is asked otherwise
    }
}
