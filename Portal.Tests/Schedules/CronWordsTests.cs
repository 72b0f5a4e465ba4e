using Portal.Schedules;

namespace Portal.Tests.Schedules;

public sealed class CronWordsTests
{
    [Theory]
    [InlineData("0 30 3 * * ?", "every day at 03:30 UTC")]
    [InlineData("0 0 3 ? * MON", "every Monday at 03:00 UTC")]
    [InlineData("0 0 3 ? * MON-FRI", "Monday to Friday at 03:00 UTC")]
    [InlineData("0 15 6 ? * TUE,THU,SUN", "every Tuesday, Thursday and Sunday at 06:15 UTC")]
    [InlineData("0 0/15 * * * ?", "every 15 minutes")]
    [InlineData("0 */5 * * * ?", "every 5 minutes")]
    [InlineData("0 * * * * ?", "every minute")]
    [InlineData("0 0 * * * ?", "every hour")]
    [InlineData("0 5 * * * ?", "every hour at 5 min past")]
    [InlineData("0 0 0/6 * * ?", "every 6 hours")]
    [InlineData("0 10 0/6 * * ?", "every 6 hours at 10 min past")]
    [InlineData("0 0 4 1 * ?", "on the 1st of each month at 04:00 UTC")]
    [InlineData("0 0 4 22 * ?", "on the 22nd of each month at 04:00 UTC")]
    [InlineData("0 0 4 L * ?", "on the last day of each month at 04:00 UTC")]
    public void A_clock_is_said_in_words(string cron, string words) => CronWords.Say(cron).ShouldBe(words);

    [Theory]
    [InlineData("30 0 4 * * ?")]
    [InlineData("0 0 4 1 JAN ?")]
    [InlineData("0 0 4 ? * MON#2")]
    [InlineData("0 0 4,16 * * ?")]
    [InlineData("nonsense")]
    public void What_has_no_words_is_shown_as_it_is(string cron) => CronWords.Say(cron).ShouldBe(cron);
}
