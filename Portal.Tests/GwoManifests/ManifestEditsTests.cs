using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestEditsTests
{
    [Fact]
    public void A_later_edit_finds_what_the_earlier_ones_left()
    {
        var edits = new ManifestEdits([ManifestEdit.Cell(4, 1, "gvcf", "vcf"), ManifestEdit.EqualCells(1, "vcf", "gVCF"), ManifestEdit.Cell(5, 1, "gVCF", "Other")]);

        edits.Over(4, ["a", "gvcf"]).ShouldBe(["a", "gVCF"]);
        edits.Over(5, ["a", " vcf "]).ShouldBe(["a", "Other"]);
        edits.Over(6, ["a", "gvcf"]).ShouldBe(["a", "gvcf"]);
    }

    [Fact]
    public void Equal_cells_are_those_with_the_same_value_whatever_blanks_stand_around_it()
    {
        var edits = new ManifestEdits([ManifestEdit.EqualCells(0, "gvcf", "gVCF")]);

        edits.Over(2, ["gvcf\u00a0", "gvcf"]).ShouldBe(["gVCF", "gvcf"]);
        edits.Over(3, ["GVCF", "x"]).ShouldBe(["GVCF", "x"]);
    }

    [Fact]
    public void A_short_row_grows_when_a_cell_beyond_its_end_is_filled_in()
    {
        new ManifestEdits([ManifestEdit.Cell(2, 2, "", "new")]).Over(2, ["a"]).ShouldBe(["a", "", "new"]);
        new ManifestEdits([ManifestEdit.EqualCells(1, "", "filled")]).Over(2, ["a"]).ShouldBe(["a", "filled"]);
    }

    [Fact]
    public void What_is_not_touched_is_the_same_array_and_what_came_in_is_never_changed()
    {
        string[] cells = ["a", "b"];
        var edits = new ManifestEdits([ManifestEdit.Cell(3, 0, "a", "z")]);

        edits.Over(2, cells).ShouldBeSameAs(cells);
        edits.Over(3, cells).ShouldBe(["z", "b"]);
        cells.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Columns_are_renamed_and_rows_left_out()
    {
        var edits = new ManifestEdits([ManifestEdit.Rename(1, "Type", "Data type"), ManifestEdit.Rename(1, "Data type", "Data Type"), ManifestEdit.Remove([4, 5, 9])]);

        (edits.NameOf(1, "Type"), edits.NameOf(0, "Filepath")).ShouldBe(("Data Type", "Filepath"));
        (edits.Removes(5), edits.Removes(6), edits.RemovedRows).ShouldBe((true, false, 3));
    }
}
