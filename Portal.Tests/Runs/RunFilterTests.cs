using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class RunFilterTests
{
    public static TheoryData<string> Queries =>
    [
        "",
        "?state=Waiting,Failed",
        "?workflow=gwo-manifest-check,gwo-manifest-load",
        "?q=SD_ME0WME0W%20%C2%B7%20a%26b",
        "?attention=1",
        "?mine=1",
        "?batch=B-17",
        "?parent=R-9",
        "?since=2026-11-16T00%3A00%3A00Z",
        "?subject=gwo-manifest%3A0193",
        "?state=Running&sort=longest",
        "?state=Failed&workflow=x&q=y&mine=1&since=2026-11-16T00%3A00%3A00Z&subject=z&sort=oldest",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_filter_survives_the_address_bar(string query)
    {
        var filter = RunFilter.Parse(query);

        RunFilter.Parse(filter.ToQuery()).ShouldBe(filter);
        Uri.UnescapeDataString(filter.ToQuery()).ShouldBe(Uri.UnescapeDataString(query));
    }

    [Theory]
    [InlineData("?state=Sideways&sort=42&since=soon&q=%20&mine=perhaps")]
    [InlineData("?unknown=1")]
    public void What_makes_no_sense_is_left_out(string query) => RunFilter.Parse(query).ShouldBe(RunFilter.Everything);

    [Fact]
    public void Order_and_case_of_states_do_not_matter() => RunFilter.Parse("?state=failed,WAITING,failed").ShouldBe(RunFilter.Parse("?state=Waiting,Failed"));

    [Fact]
    public void Whose_runs_are_mine_is_never_read_from_an_address()
    {
        var filter = RunFilter.Parse("?mine=1&createdById=person:other");

        filter.CreatedById.ShouldBeNull();
        filter.For(Actor.Portal).CreatedById.ShouldBe(Actor.Portal.Id);
        RunFilter.Everything.For(Actor.Portal).CreatedById.ShouldBeNull();
    }

    [Fact]
    public void The_order_does_not_make_it_another_view() => (RunFilter.Everything with { Sort = RunSort.Oldest }).IsEverything.ShouldBeTrue();

    [Theory]
    [InlineData("R-48231", 48231)]
    [InlineData("r-7", 7)]
    [InlineData(" 12 ", 12)]
    [InlineData("SD_ME0WME0W", null)]
    [InlineData("R-", null)]
    [InlineData("-3", null)]
    public void A_run_is_called_by_its_number(string text, int? number) =>
        (RunNumber.TryParse(text, out var found) ? (int?)found : null).ShouldBe(number);

    [Fact]
    public void Every_state_has_a_word_a_colour_and_an_icon()
    {
        foreach (var state in Enum.GetValues<RunState>())
        {
            var look = RunStateLook.Of(state);
            look.Word.ShouldBe(state.ToString());
            look.Css.ShouldBe(state.ToString().ToLowerInvariant());
            look.Icon.ShouldBe($"st-{look.Css}");
        }

        Enum.GetValues<StepState>().Select(RunStateLook.Of).ShouldAllBe(look => look.Word.Length > 0 && look.Icon.StartsWith("st-"));
    }
}
