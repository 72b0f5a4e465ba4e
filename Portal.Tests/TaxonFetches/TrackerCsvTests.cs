using Portal.Domain;
using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class TrackerCsvTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("index,taxon_id,last_checked,droplet_ips,last_run_status,needs_attention\n0,570,2022-04-14T16:22:52.210679,,in progress,\n", TaxonStatus.InProgress, TaxonStage.Fetch)]
    [InlineData("index,taxon_id,last_checked,last_run_status,needs_attention,stage,stage_name,priority,generated_warning,checkpoint_time\n0,570,<NA>,error,,2,fetch accession CSV,0,,2022-04-15 15:36:23.772682\n", TaxonStatus.Error, TaxonStage.Fetch)]
    [InlineData("taxon_id,last_checked,last_run_status,needs_attention,stage,stage_name,priority,generated_warning,checkpoint_time\n570,<NA>,ready,,1,update accession CSV,1,,2022-04-20 12:00:30.143053\n", TaxonStatus.Ready, TaxonStage.Update)]
    [InlineData("taxonomy_number,last_checked,last_run_status,needs_attention,generated_waring\n570,,complete,,True\n", TaxonStatus.Complete, TaxonStage.Fetch)]
    public void Each_form_of_the_header_is_read(string text, TaxonStatus status, TaxonStage stage)
    {
        TrackerCsv.IsTracker(text).ShouldBeTrue();
        var row = TrackerCsv.Read(text).Rows.ShouldHaveSingleItem();

        (row.TaxonId, row.Status, row.Stage, row.NeedsAttention).ShouldBe(("570", status, stage, null));
    }

    [Theory]
    [InlineData("microfetch_7bccfc8.csv", 3)]
    [InlineData("microfetch_6e1fae3.csv", 2)]
    [InlineData("microfetch_7976ad5.csv", 1)]
    [InlineData("microfetch_144a67b.csv", 2)]
    [InlineData("docs_tracker_table.csv", 3)]
    public void The_historic_files_are_read_line_by_line(string name, int rows)
    {
        var file = TrackerCsv.Read(File.ReadAllText(EnaFixtures.At($"../tracker/{name}")));

        (file.Rows.Count, file.Problems.Count).ShouldBe((rows, 0));
    }

    [Fact]
    public void A_taxon_is_written_in_the_last_form_and_read_back_as_it_was()
    {
        var taxon = Taxon.Add(562, "Escherichia coli", "species", "Bacteria", exact: false, "Mara", Now);
        taxon.Fail("boom");
        taxon.RaiseAttention("look, here");

        var row = TrackerCsv.Read($"{TrackerCsv.Header}\n{TrackerCsv.Write(taxon)}\n").Rows.ShouldHaveSingleItem();

        (row.TaxonId, row.Status, row.Stage, row.NeedsAttention, row.CheckpointTime).ShouldBe(("562", TaxonStatus.Error, TaxonStage.Fetch, "look; here", Now));
    }

    [Fact]
    public void A_header_of_something_else_is_refused_and_a_short_line_told()
    {
        Should.Throw<RuleException>(() => TrackerCsv.Read("taxon_id,colour\n562,red\n")).Message.ShouldContain("colour");
        TrackerCsv.Read("taxon_id,stage\n562\n").Problems.ShouldHaveSingleItem().ShouldContain("Line 2");
        TrackerCsv.IsTracker("562\n573\n").ShouldBeFalse();
    }
}
