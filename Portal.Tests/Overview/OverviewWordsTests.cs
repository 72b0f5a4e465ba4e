using Portal.Overview;
using Portal.Runs;

namespace Portal.Tests.Overview;

public sealed class OverviewWordsTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, false, "Nothing has run yet")]
    [InlineData(0, 0, 3, 0, true, "Nothing needs attention")]
    [InlineData(1, 0, 0, 0, true, "1 run failed")]
    [InlineData(3, 1, 0, 0, true, "3 runs failed, 1 waits for an answer")]
    [InlineData(0, 2, 0, 0, true, "2 runs wait for an answer")]
    [InlineData(10_001, 37, 0, 0, true, "10,000+ runs failed, 37 wait for an answer")]
    public void The_page_opens_with_what_needs_a_person(int failed, int asking, int running, int queued, bool any, string sentence) =>
        OverviewWords.Title(new RunFigures(failed, asking, asking, running, queued, 0, any)).ShouldBe(sentence);

    [Theory]
    [InlineData(1, 23, 148, "Everything else moves: 23 runs are running, 148 queued.")]
    [InlineData(0, 1, 0, "1 run is running.")]
    [InlineData(0, 0, 2, "2 runs are queued.")]
    [InlineData(1, 0, 0, "Nothing else runs at the moment.")]
    public void Then_it_says_what_moves(int failed, int running, int queued, string sentence) =>
        OverviewWords.Lead(new RunFigures(failed, 0, 0, running, queued, 0, Any: true)).ShouldBe(sentence);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(7, 10)]
    [InlineData(11, 20)]
    [InlineData(450, 600)]
    [InlineData(1297, 2000)]
    public void A_chart_ends_at_a_round_even_number(int highest, int top) => ChartScale.Top(highest).ShouldBe(top);
}
