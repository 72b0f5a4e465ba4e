using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class RowMatchTests
{
    [Fact]
    public void A_row_is_found_by_what_it_is_about_wherever_it_stands_now() =>
        RowMatch.Of(Prints("a", "b", "c"), Prints("c", "a", "b")).OldOf.ShouldBe([2, 0, 1]);

    [Fact]
    public void A_row_whose_own_key_was_corrected_is_the_row_that_stood_there()
    {
        var match = RowMatch.Of(Prints("a", "b", "c"), Prints("a", "B", "c"));

        match.OldOf.ShouldBe([0, 1, 2]);
        match.NewOf.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void The_first_row_may_be_the_corrected_one() => RowMatch.Of(Prints("a", "b"), Prints("A", "b")).OldOf.ShouldBe([0, 1]);

    [Fact]
    public void What_has_no_counterpart_was_added_or_removed()
    {
        var match = RowMatch.Of(Prints("a", "b", "c"), Prints("x", "a", "c", "y"));

        match.OldOf.ShouldBe([-1, 0, 2, -1]);
        match.NewOf.ShouldBe([1, -1, 2]);
    }

    [Fact]
    public void Rows_about_the_same_keep_their_order() => RowMatch.Of(Prints("a", "a", "b"), Prints("b", "a", "a", "a")).OldOf.ShouldBe([2, 0, 1, -1]);

    private static List<RowPrint> Prints(params string[] keys) => [.. keys.Select((k, i) => new RowPrint(i + 2, (UInt128)k.GetHashCode(StringComparison.Ordinal), 0))];
}
