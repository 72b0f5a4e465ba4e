using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonIdWordsTests
{
    [Fact]
    public void Ids_are_read_between_spaces_commas_semicolons_and_lines_with_or_without_a_prefix() =>
        TaxonIdWords.Parse(" 562,1280;\ttaxid:573\r\nTXID570 txid:210\n").Select(w => w.Id).ShouldBe([562, 1280, 573, 570, 210]);

    [Theory]
    [InlineData("abc", "without sign")]
    [InlineData("-5", "without sign")]
    [InlineData("+5", "without sign")]
    [InlineData("5.0", "without sign")]
    [InlineData("٥٦٢", "without sign")]
    [InlineData("0", "greater than 0")]
    [InlineData("99999999999", "at most 10 digits")]
    [InlineData("1", "root of all life")]
    [InlineData("taxid:", "no number")]
    public void What_is_no_id_says_why(string text, string why)
    {
        var word = TaxonIdWords.Parse(text).ShouldHaveSingleItem();

        word.Id.ShouldBeNull();
        word.Problem!.ShouldContain(why);
    }
}
