using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>Rules no golden case is about, each by itself.</summary>
public sealed class FurtherRulesTests
{
    private static S3Object Stored(long size = 5, string? storage = "STANDARD") => new(size, Study.Etag(1), storage);

    [Fact]
    public void A_participant_who_is_not_the_specimens_is_a_warning_that_names_whose_it_is()
    {
        var rules = new Rules().Row(1, participant: "PT_TEST0001").Row(2, participant: "PT_TEST0001").Row(3, participant: "");
        for (var n = 1; n <= 3; n++)
        {
            rules.Specimens[Study.Specimen(n)] = new RegisteredSpecimen(null, $"PT_TEST000{n}");
        }

        var result = rules.Check();

        result.Lines().ShouldBe(["3 KF Participant ID: E07-participant-mismatch “PT_TEST0001”"]);
        result.Issues[0].Expected.ShouldBe("PT_TEST0002");
        result.Warnings.ShouldBe(1);
    }

    [Fact]
    public void A_joint_file_may_name_one_of_its_participants()
    {
        var rules = new Rules().Row(1, specimen: $"{Study.Specimen(1)},{Study.Specimen(2)}", participant: "PT_TEST0002", source: $"{Study.Source(1)};{Study.Source(2)}");
        rules.Specimens[Study.Specimen(1)] = new RegisteredSpecimen(null, "PT_TEST0001");
        rules.Specimens[Study.Specimen(2)] = new RegisteredSpecimen(null, "PT_TEST0002");

        rules.Check().Issues.ShouldBeEmpty();
    }

    [Fact]
    public void A_workflow_type_outside_the_list_is_a_warning_with_the_nearest_and_is_not_sent()
    {
        var result = new Rules().Row(1, workflow: "somatic mutations").Check();

        result.Lines().ShouldBe(["2 Workflow Type: E12-workflow-type “somatic mutations”"]);
        result.Issues[0].Severity.ShouldBe(IssueSeverity.Warning);
        result.Issues[0].Hint.ShouldBe("Did you mean Somatic-Mutation?");
        result.Files.Single().WorkflowType.ShouldBeNull();
    }

    [Fact]
    public void A_source_with_several_experiments_is_a_warning_that_lists_them_and_all_are_linked()
    {
        var rules = new Rules().Row(1);
        rules.Sources[Study.Source(1)] = rules.Sources[Study.Source(1)] with { Experiments = [new("SE_TEST0001", "exp-1"), new("SE_TEST0002", "exp-2")] };

        var result = rules.Check();

        result.Lines().ShouldBe([$"2 Source Read: E16-ambiguous “{Study.Source(1)}”"]);
        (result.Errors, result.Warnings).ShouldBe((0, 1));
        result.Issues[0].Message.ShouldContain("SE_TEST0001, SE_TEST0002");
        result.Files.Single().Experiments.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(".cram", "gVCF", true)]
    [InlineData(".cram", "Aligned Reads", false)]
    [InlineData(".g.vcf.gz.tbi", "gVCF", true)]
    [InlineData(".g.vcf.gz.tbi", "gVCF Index", false)]
    [InlineData(".g.vcf.gz", "Variant Calls", true)]
    [InlineData(".vcf.gz", "Variant Calls", false)]
    [InlineData(".pdf", "gVCF", false)]
    public void A_data_type_that_does_not_go_with_the_ending_is_a_warning(string ending, string dataType, bool warns)
    {
        var rules = new Rules().Row(1, path: Study.Output(1, ending), dataType: dataType);
        rules.Objects[Study.Output(1, ending)] = Stored();

        rules.Check().Lines().ShouldBe(warns ? [$"2 Data Type: W03-type-extension “{dataType}”"] : []);
    }

    [Fact]
    public void An_output_that_is_registered_but_hidden_is_a_warning()
    {
        var rules = new Rules().Row(1);
        rules.Files[Study.Output(1)] = [new RegisteredFile { KfId = "GF_H1DDEN01", IsHarmonized = true, Visible = false }];

        var result = rules.Check();

        result.Lines().ShouldContain($"2 Filepath: W06-hidden-registered “{Study.Output(1)}”");
        result.Plan().ShouldBe(["UPDATE calls-1.g.vcf.gz"]);
    }

    [Fact]
    public void A_file_whose_index_lies_beside_it_unnamed_is_a_warning_and_so_is_the_index_without_its_file()
    {
        var index = Study.Output(2, ".g.vcf.gz.tbi");
        var rules = new Rules().Row(1).Row(2, path: index, dataType: "gVCF Index");
        rules.Objects[index] = Stored();
        rules.Objects.Remove(Study.Output(2)); // not named, so beside
        rules.Companions.UnionWith([Study.Output(1, ".g.vcf.gz.tbi"), Study.Output(2)]);

        var result = rules.Check();

        result.Lines().ShouldBe([$"2 Filepath: W07-index-missing “{Study.Output(1)}”", $"3 Filepath: W07-index-missing “{index}”"]);
        result.Issues[0].Message.ShouldStartWith("Its index, calls-1.g.vcf.gz.tbi,");
        result.Issues[1].Message.ShouldStartWith("The file this is an index of, calls-2.g.vcf.gz,");
    }

    [Fact]
    public void A_file_with_its_index_in_the_manifest_is_fine()
    {
        var index = Study.Output(1, ".g.vcf.gz.tbi");
        var rules = new Rules().Row(1).Row(1, path: index, dataType: "gVCF Index");
        rules.Objects[index] = Stored();
        rules.Companions.Add(Study.Output(3));

        rules.Check().Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Empty_and_archived_objects_are_warnings()
    {
        var rules = new Rules().Row(1).Row(2);
        rules.Objects[Study.Output(1)] = Stored(size: 0);
        rules.Objects[Study.Output(2)] = Stored(storage: "DEEP_ARCHIVE");

        rules.Check().Lines().ShouldBe([$"2 Filepath: W08-zero-bytes “{Study.Output(1)}”", $"3 Filepath: W10-archived “{Study.Output(2)}”"]);
    }

    [Fact]
    public void Objects_nobody_names_are_an_issue_only_where_the_study_asks_for_it()
    {
        var rules = new Rules().Row(1);
        rules.Unnamed = 7;

        rules.Check().Issues.ShouldBeEmpty();
        rules.OfStudy = StudyRules.Require(Study.Id, new Dictionary<string, SeverityChoice> { [IssueCodes.NotInManifest] = SeverityChoice.Warning }, rulePack: false);
        rules.Check().Lines().ShouldBe(["0 : W09-not-in-manifest “7”"]);
    }

    [Fact]
    public void Ids_that_count_up_and_are_not_registered_look_dragged_and_registered_ones_do_not()
    {
        var dragged = new Rules().Row(3, specimen: "BS_TEST0003").Row(3, specimen: "BS_TEST0004").Row(3, specimen: "BS_TEST0005").Check();

        dragged.Lines().ShouldContain("3 KF Biospecimen ID: W12-drag-filled “BS_TEST0003 … BS_TEST0005”");
        new Rules().Row(1).Row(2).Row(3).Check().Issues.ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_source_names_the_registered_one_it_looks_like()
    {
        var issues = new IssueList();
        var service = new ServiceState { NearSources = new Dictionary<string, string> { ["s3://b/x/A.cram"] = "s3://b/x/a.cram" } };

        new ReferenceRules(ManifestProfile.Gwo, new BucketScrape(), service, null, issues).Apply(new ManifestRow
        {
            Row = 2, CavaticaId = "", CavaticaTaskId = "", Specimens = [], Participant = "", Family = "", Filepath = "", DataType = "", WorkflowType = "", Sources = ["s3://b/x/A.cram"],
        });

        issues.Sorted().Single().Hint.ShouldBe("There is s3://b/x/a.cram");
    }

    [Fact]
    public void Every_ending_of_the_table_finds_its_own_format_in_any_case()
    {
        foreach (var entry in FileFormats.Table)
        {
            FileFormats.Find($"s3://b/x/sample{entry.Ending}").ShouldBe(entry);
            FileFormats.Of($"s3://b/x/SAMPLE{entry.Ending.ToUpperInvariant()}").ShouldBe(entry.Format);
        }

        FileFormats.Of("s3://b/x.vcf/none").ShouldBeNull();
    }

    [Fact]
    public void Every_code_is_documented_with_its_usual_severity_and_title()
    {
        var document = File.ReadAllText(Support.Repository.Path("docs/gwo-issues.md"));

        foreach (var kind in IssueCodes.Known)
        {
            document.ShouldContain($"| `{kind.Code}` | {kind.Severity.ToString().ToLowerInvariant()} | {kind.Title} |");
        }
    }
}
