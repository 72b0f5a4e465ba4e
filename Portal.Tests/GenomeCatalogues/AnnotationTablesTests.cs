using Portal.Domain.GenomeCatalogues;

namespace Portal.Tests.GenomeCatalogues;

public sealed class AnnotationTablesTests
{
    [Fact]
    public void Counts_keep_their_order_and_ids_their_zeros()
    {
        AnnotationTables.Cog(new StringReader("Genome\tCOG_category\tCounts\nA\tS\t382\nA\t-\t0\n")).ShouldBe("""[{"name":"S","count":382},{"name":"-","count":0}]""");
        AnnotationTables.KeggClasses(new StringReader("Genome\tKEGG_class\tCounts\nA\t09101\t193\n")).ShouldBe("""[{"class_id":"09101","count":193}]""");
        AnnotationTables.KeggModules(new StringReader("Counts\tKEGG_module\r\n\"20\"\t M00001\r\n")).ShouldBe("""[{"name":"M00001","count":20}]""");
    }

    [Fact]
    public void Gene_clusters_have_no_header_and_short_lines_are_left_out() =>
        AnnotationTables.GeneClusters(new StringReader("x\t1\tterpene\tg1;g2\t-\nshort\t1\ny\t2\tnrps\t\t-\n")).ShouldBe(
            """[{"name":"terpene","count":2,"features":"g1;g2"},{"name":"nrps","count":0,"features":""}]""");

    [Theory]
    [InlineData("", "The table is empty; its first line must be a header.")]
    [InlineData("Genome\tCounts\nA\t1", "The header must have the columns COG_category and Counts; it is “Genome, Counts”.")]
    [InlineData("Genome\tCOG_category\tCounts\nA\tC\tmany", "Line 2: the count of C is “many”, which is no whole number from 0.")]
    [InlineData("Genome\tCOG_category\tCounts\nA\tC\t-4", "Line 2: the count of C is “-4”, which is no whole number from 0.")]
    [InlineData("Genome\tCOG_category\tCounts\nA\tC\t1\nA\tC", "Line 3 has 2 columns.")]
    public void A_table_that_is_none_says_where(string table, string sentence) =>
        Should.Throw<FormatException>(() => AnnotationTables.Cog(new StringReader(table))).Message.ShouldBe(sentence);

    [Fact]
    public void A_line_of_anything_with_nothing_below_is_a_header_without_rows() => AnnotationTables.Cog(new StringReader("Mock content for a table\n\n")).ShouldBe("[]");

    [Fact]
    public void Nul_characters_do_not_come_through() => AnnotationTables.GeneClusters(new StringReader("a\tb\0c\tg\0\t-\n")).ShouldNotContain("u0000");
}
