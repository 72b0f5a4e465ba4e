using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestCheckTests
{
    [Fact]
    public void Good_rows_are_planned_with_their_links_and_have_no_issues()
    {
        var result = new Rules().Row(1).Row(2).Check();

        result.Issues.ShouldBeEmpty();
        result.Plan().ShouldBe(["CREATE calls-1.g.vcf.gz", "CREATE calls-2.g.vcf.gz"]);
        result.Files[0].FileFormat.ShouldBe("gvcf");
        result.Files[0].WorkflowType.ShouldBe("Alignment");
        result.Files[0].CavaticaFileId.ShouldBe("be2315bbaafdef429d8e4b4d");
        result.Files[0].Specimens.Single().ExternalId(Study.Output(1)).ShouldBe($"{Study.Specimen(1)}-{Study.Output(1)}");
        result.Files[0].Experiments.Single().ExternalId(Study.Output(1)).ShouldBe($"exp-1-{Study.Output(1)}");
        result.GoodRows.ShouldBe(2);
    }

    [Fact]
    public void All_problems_of_all_cells_are_told_at_once()
    {
        var result = new Rules().Row(1, specimen: "BS_O", path: "harmonized/x.vcf", dataType: "gvcf", source: "s3://elsewhere/x.cram").Row(2, specimen: "", path: "", dataType: "", source: "").Check();

        result.Lines().ShouldBe([
            "2 Data Type: E11-data-type “gvcf”", "2 Filepath: E08-bad-path “harmonized/x.vcf”",
            "2 KF Biospecimen ID: E04-malformed-id “BS_O”", "2 Source Read: E13-unknown-source “s3://elsewhere/x.cram”",
            "3 Data Type: E03-blank “”", "3 Filepath: E03-blank “”", "3 KF Biospecimen ID: E03-blank “”", "3 Source Read: E03-blank “”",
        ]);
        result.Files.ShouldBeEmpty();
    }

    [Fact]
    public void A_source_with_several_outputs_links_its_experiment_to_each()
    {
        var rules = new Rules().Row(1).Row(1, path: Study.Output(1, ".g.vcf.gz.tbi"), dataType: "gVCF Index");
        rules.Objects[Study.Output(1, ".g.vcf.gz.tbi")] = new S3Object(1, Study.Etag(9), null);

        var result = rules.Check();

        result.Files.Select(f => f.Experiments.Single().LinkedId).ShouldBe([Study.Experiment(1), Study.Experiment(1)]);
    }

    [Fact]
    public void Several_specimens_and_sources_in_one_row_or_in_several_mean_the_same()
    {
        var inOne = new Rules().Row(1, specimen: $"{Study.Specimen(1)};{Study.Specimen(2)}", source: $"{Study.Source(1)}; {Study.Source(2)}").Check();
        var inTwo = new Rules().Row(1).Row(2, path: Study.Output(1)).Check();

        foreach (var result in new[] { inOne, inTwo })
        {
            result.Issues.ShouldBeEmpty();
            result.Files.Single().Specimens.Select(l => l.LinkedId).ShouldBe([Study.Specimen(1), Study.Specimen(2)]);
            result.Files.Single().Experiments.Select(l => l.LinkedId).ShouldBe([Study.Experiment(1), Study.Experiment(2)]);
        }
    }

    [Fact]
    public void A_row_with_an_error_contributes_nothing_but_its_file_stays_if_another_row_is_good()
    {
        var result = new Rules().Row(1).Row(2, specimen: "BS_ZZZZ9999", path: Study.Output(1)).Row(3, specimen: "BS_ZZZZ9999").Check();

        result.Plan().ShouldBe(["CREATE calls-1.g.vcf.gz", "SKIP calls-3.g.vcf.gz"]);
        result.Files[0].Specimens.Select(l => l.LinkedId).ShouldBe([Study.Specimen(1)]);
        result.GoodRows.ShouldBe(1);
    }

    [Fact]
    public void Rows_of_one_file_that_disagree_take_the_file_out_and_name_each_other()
    {
        var result = new Rules().Row(1).Row(2, path: Study.Output(1), dataType: "Variant Calls").Row(3).Check();

        result.Lines().ShouldBe(["3 Data Type: E15-conflicting-rows “Variant Calls”"]);
        result.Issues[0].Message.ShouldContain("Row 2");
        result.Plan().ShouldBe(["SKIP calls-1.g.vcf.gz", "CREATE calls-3.g.vcf.gz"]);
        result.GoodRows.ShouldBe(1);
    }

    [Fact]
    public void A_wrong_data_type_in_one_row_is_not_told_twice_as_a_conflict()
    {
        var result = new Rules().Row(1).Row(2, path: Study.Output(1), dataType: "Gvcf").Check();

        result.Lines().ShouldBe(["3 Data Type: E11-data-type “Gvcf”"]);
        result.Issues[0].Hint.ShouldBe("Did you mean gVCF?");
        result.Plan().ShouldBe(["CREATE calls-1.g.vcf.gz"]);
    }

    [Fact]
    public void A_repeated_row_is_a_warning_that_names_the_first()
    {
        var result = new Rules().Row(1).Row(2).Row(1).Check();

        result.Lines().ShouldBe(["4 : W01-duplicate-row “same as row 2”"]);
        result.Errors.ShouldBe(0);
    }

    [Fact]
    public void An_unknown_ending_is_a_warning_and_leaves_the_format_open()
    {
        var path = Study.Output(1, ".cram.gz");
        var rules = new Rules().Row(1, path: path);
        rules.Objects[path] = new S3Object(5, Study.Etag(1), null);

        var result = rules.Check();

        result.Lines().ShouldBe([$"2 Filepath: W02-unknown-extension “{path}”"]);
        result.Files.Single().FileFormat.ShouldBeNull();
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_one_issue_for_all_its_rows()
    {
        var rules = new Rules().Row(1).Row(2).Row(3, path: "s3://other/x/y.vcf");
        rules.Denied.Add(new DeniedPrefix($"s3://{Study.Bucket}/harmonized/", "S3 does not allow listing it"));
        rules.Objects["s3://other/x/y.vcf"] = new S3Object(1, Study.Etag(1), null);

        var result = rules.Check();

        result.Lines().ShouldBe([$"2 Filepath: E10-s3-denied “s3://{Study.Bucket}/harmonized/”"]);
        result.Issues[0].Message.ShouldContain("2 rows");
        result.BadRows.ShouldBe([2, 3], ignoreOrder: true);
    }

    [Fact]
    public void A_specimen_of_another_study_is_told_by_the_study_it_belongs_to()
    {
        var rules = new Rules().Row(1);
        rules.Specimens[Study.Specimen(1)] = new RegisteredSpecimen("SD_0THER000");

        var result = rules.Check();

        result.Lines().ShouldBe([$"2 KF Biospecimen ID: E06-other-study “{Study.Specimen(1)}”"]);
        result.Issues[0].Message.ShouldContain("SD_0THER000");
    }

    [Fact]
    public void A_path_registered_as_a_source_is_never_turned_into_an_output()
    {
        var rules = new Rules().Row(1, path: Study.Source(1), dataType: "Aligned Reads");
        rules.Objects[Study.Source(1)] = new S3Object(5, Study.Etag(1), null);
        rules.Files[Study.Source(1)] = [new RegisteredFile { KfId = "GF_S0RC0001", IsHarmonized = false, Visible = true }];

        rules.Check().Lines().ShouldBe([$"2 Filepath: E17-file-is-a-source “{Study.Source(1)}”"]);
    }

    [Fact]
    public void A_source_of_another_specimen_is_a_warning_unless_the_specimen_itself_is_wrong()
    {
        new Rules().Row(1, source: Study.Source(2)).Check().Lines().ShouldBe([$"2 Source Read: W05-specimen-differs-from-source “{Study.Source(2)}”"]);
        new Rules().Row(1, specimen: "BS_ZZZZ9999", source: Study.Source(2)).Check().Issues.Select(i => i.Code).ShouldBe([IssueCodes.UnknownBiospecimen]);
    }
}
