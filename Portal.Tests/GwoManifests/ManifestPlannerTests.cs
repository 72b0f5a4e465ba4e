using Portal.Domain.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestPlannerTests
{
    [Fact]
    public void A_file_that_is_registered_as_it_should_be_is_unchanged_with_its_links()
    {
        var rules = new Rules().Row(1);
        rules.Files[Study.Output(1)] = [Registered()];
        rules.SpecimenLinks[ServiceState.LinkKey(Study.Specimen(1), "GF_BEF0RE01")] = new RegisteredLink("BG_BEF0RE01", $"{Study.Specimen(1)}-{Study.Output(1)}");
        rules.ExperimentLinks[ServiceState.LinkKey(Study.Experiment(1), "GF_BEF0RE01")] = new RegisteredLink("SG_BEF0RE01", $"exp-1-{Study.Output(1)}");

        var file = rules.Check().Files.Single();

        (file.Action, file.Specimens.Single().Action, file.Experiments.Single().Action).ShouldBe((PlanAction.Unchanged, PlanAction.Unchanged, PlanAction.Unchanged));
    }

    [Fact]
    public void An_update_names_each_field_old_and_new_and_warns_only_where_it_contradicts()
    {
        var rules = new Rules().Row(1);
        rules.Files[Study.Output(1)] = [Registered() with { DataType = "Variant Calls", FileFormat = "Not Reported", WorkflowType = null, Size = 7 }];

        var result = rules.Check();

        result.Files.Single().Action.ShouldBe(PlanAction.Update);
        result.Files.Single().Changes.ShouldBe([
            new FieldChange("file_format", "Not Reported", "gvcf"), new FieldChange("data_type", "Variant Calls", "gVCF"),
            new FieldChange("size", "7", "1001"), new FieldChange("workflow_type", null, "Alignment"),
        ]);
        result.Lines().ShouldBe(["2 Data Type: W04-changes-registered-value “Variant Calls -> gVCF”", "2 Filepath: W04-changes-registered-value “7 -> 1001”"]);
    }

    [Fact]
    public void What_the_manifest_leaves_open_is_not_touched()
    {
        var rules = new Rules().Row(1, workflow: "", cavatica: "be2315bbaafdef429d8e4b4dd");
        rules.Files[Study.Output(1)] = [Registered() with { WorkflowType = "Somatic-Mutation", CavaticaFileId = "0123456789abcdef01234567" }];

        rules.Check().Files.Single().Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Other_hashes_stay_while_the_size_does_and_go_when_the_content_changed()
    {
        var registered = Registered() with { Hashes = new Dictionary<string, string>(StringComparer.Ordinal) { ["md5"] = "a", ["etag"] = "b" } };
        var wanted = new WantedFile(Study.Output(1), "gVCF", "gvcf", null, null, new S3Object(1001, "c", null));

        wanted.HashesOver(registered).Keys.ShouldBe(["md5", "etag"], ignoreOrder: true);
        wanted.HashesOver(registered with { Size = 5 }).Keys.ShouldBe(["etag"]);
    }

    [Fact]
    public void A_link_registered_without_external_id_gets_it()
    {
        var rules = new Rules().Row(1);
        rules.Files[Study.Output(1)] = [Registered()];
        rules.SpecimenLinks[ServiceState.LinkKey(Study.Specimen(1), "GF_BEF0RE01")] = new RegisteredLink("BG_BEF0RE01", null);

        var result = rules.Check();

        result.Files.Single().Specimens.Single().ShouldBe(new PlannedLink(Study.Specimen(1), Study.Specimen(1), PlanAction.Update, 2, "BG_BEF0RE01", null));
        result.Files.Single().Experiments.Single().Action.ShouldBe(PlanAction.Create);
        result.Issues.ShouldBeEmpty();
    }

    [Fact]
    public void A_path_registered_twice_is_not_guessed_about()
    {
        var rules = new Rules().Row(1);
        rules.Files[Study.Output(1)] = [Registered(), Registered() with { KfId = "GF_BEF0RE02" }];

        rules.Check().Lines().ShouldBe([$"2 Filepath: E16-ambiguous “{Study.Output(1)}”"]);
    }

    private static RegisteredFile Registered() => new()
    {
        KfId = "GF_BEF0RE01",
        IsHarmonized = true,
        Visible = true,
        FileName = "calls-1.g.vcf.gz",
        FileFormat = "gvcf",
        DataType = "gVCF",
        WorkflowType = "Alignment",
        CavaticaFileId = "be2315bbaafdef429d8e4b4d",
        Size = 1001,
        Hashes = new Dictionary<string, string>(StringComparer.Ordinal) { ["etag"] = Study.Etag(1) },
        Urls = [Study.Output(1)],
    };
}
