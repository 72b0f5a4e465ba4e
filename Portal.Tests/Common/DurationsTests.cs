using Portal.Common;

namespace Portal.Tests.Common;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.04, "0 s")]
    [InlineData(0.4, "0.4 s")]
    [InlineData(1.94, "1.9 s")]
    [InlineData(2, "2 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(38.4, "38 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(313, "5 min 13 s")]
    [InlineData(660, "11 min")]
    [InlineData(5340, "1 h 29 min")]
    [InlineData(7200, "2 h")]
    [InlineData(183_600, "2 d 3 h")]
    public void Lengths_of_time_are_said_as_people_say_them(double seconds, string said) =>
        Durations.Say(TimeSpan.FromSeconds(seconds)).ShouldBe(said);

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(1.94, "2 s")]
    [InlineData(-3, "0 s")]
    public void What_still_runs_counts_whole_seconds(double seconds, string said) => Durations.Running(TimeSpan.FromSeconds(seconds)).ShouldBe(said);

    [Theory]
    [InlineData(4118L, 4986L, 41d, "21 s")]
    [InlineData(5000L, 4986L, 41d, "0 s")]
    [InlineData(4118L, null, 41d, "–")]
    [InlineData(4118L, 4986L, 0d, "–")]
    [InlineData(4118L, 4986L, null, "–")]
    public void Time_left_is_never_invented(long? done, long? total, double? rate, string said) => Durations.Left(done, total, rate).ShouldBe(said);
}
