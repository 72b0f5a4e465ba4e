using Portal.Common;
using Portal.Tests.Support;

namespace Portal.Tests.Common;

public sealed class PageClockTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 14, 6, 10, TimeSpan.Zero);
    private readonly PageClock _clock = new(new FakeClock(Now), "Europe/London");

    [Theory]
    [InlineData("2026-11-17T14:06:08Z", "just now")]
    [InlineData("2026-11-17T14:05:32Z", "38 s ago")]
    [InlineData("2026-11-17T13:18:10Z", "48 min ago")]
    [InlineData("2026-11-17T11:47:02Z", "2 h ago")]
    [InlineData("2026-11-16T17:40:12Z", "yesterday")]
    [InlineData("2026-11-14T08:00:00Z", "3 days ago")]
    [InlineData("2026-11-01T08:00:00Z", "1 Nov 2026")]
    [InlineData("2026-11-17T14:59:10Z", "in 53 min")]
    public void Times_are_relative_to_now(string at, string said) => _clock.Ago(DateTimeOffset.Parse(at)).ShouldBe(said);

    [Fact]
    public void The_exact_time_is_in_the_browsers_zone()
    {
        var summer = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

        _clock.Exact(summer).ShouldBe("1 Jul 2026 13:00:00 Europe/London");
        _clock.Clock(summer).ShouldBe("1 Jul 13:00");
        _clock.Clock(Now).ShouldBe("14:06");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Middle/Earth")]
    [InlineData("../../etc/passwd")]
    public void A_zone_nobody_knows_means_utc(string? zone) => new PageClock(TimeProvider.System, zone).Zone.ShouldBe(TimeZoneInfo.Utc);
}
