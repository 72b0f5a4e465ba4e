using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>The layout of 2024: experiments by id, fields of the file in columns of their own.</summary>
public sealed class HarmonizedLayoutTests(TestDatabase database)
{
    private static readonly string Header = string.Join(',', HarmonizedColumns.All);

    [Theory]
    [InlineData("kf_sequencing_experiment_id")]
    [InlineData("sequencing_experiment_id")]
    public async Task The_headers_choose_the_layout_under_both_names_of_the_experiment(string name)
    {
        var table = await Manifests.ReadAsync(Header.Replace("kf_sequencing_experiment_id", name) + "\n" + Row() + "\n", "a.csv");

        table.Profile.ShouldBe(ManifestProfile.Harmonized);
        table.MissingColumns.ShouldBeEmpty();
        table.Rows.Single().Experiments.ShouldBe(["SE_TEST0001", "SE_TEST0002"]);
        table.Rows.Single().Specimens.ShouldBe([Study.Specimen(1), Study.Specimen(2)]);
        table.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_older_names_of_the_cavatica_columns_are_read_too()
    {
        var table = await Manifests.ReadAsync(Header.Replace("cavatica_file_id", "file_id").Replace("cavatica_volume", "volume_name") + "\n" + Row() + "\n", "a.csv");

        table.Rows.Single().CavaticaId.ShouldBe("0123456789abcdef01234567");
        table.Rows.Single().Fields.ShouldContain("volume");
    }

    [Fact]
    public async Task The_headers_of_both_layouts_at_once_are_an_error()
    {
        var table = await Manifests.ReadAsync(string.Join(',', ManifestColumns.All) + "," + Header + "\n" + new string(',', 28) + "x\n", "a.csv");

        ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().Select(i => i.Code).ShouldBe([IssueCodes.TwoLayouts]);
    }

    [Fact]
    public async Task A_few_headers_of_it_are_enough_to_name_the_ones_it_misses()
    {
        var table = await Manifests.ReadAsync(Header.Replace("visible,", "") + "\nx\n", "a.csv");

        ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().Select(i => (i.Column, i.Code)).ShouldBe([("visible", IssueCodes.MissingColumn)]);
    }

    [Fact]
    public async Task Values_the_service_does_not_accept_are_issues_of_their_cells()
    {
        var rows = string.Join('\n', Header, Row(visible: "maybe"), Row(reason: "because"), Row(reason: ""), Row(study: "SD_0THER000"), Row(experiments: "SE_1"), Row(format: "BAM"), Row(experiments: "SE_ZZZZ9999")) + "\n";
        var rules = Known();

        var result = rules.Check(await Manifests.ReadAsync(rows, "a.csv"));

        result.Lines().Where(l => !l.Contains("E15")).ShouldBe([
            "2 visible: E20-bad-value “maybe”", "3 visibility_reason: E20-bad-value “because”", "4 visibility_reason: E03-blank “”", "5 study_id: E06-other-study “SD_0THER000”",
            "6 kf_sequencing_experiment_id: E04-malformed-id “SE_1”", "7 file_format: W03-type-extension “BAM”", "8 kf_sequencing_experiment_id: E22-unknown-experiment “SE_ZZZZ9999”"]);
    }

    [Fact]
    public async Task The_plan_has_what_the_row_says_of_the_file()
    {
        var file = Known().Check(await Manifests.ReadAsync(Header + "\n" + Row() + "\n", "a.csv")).Files.Single();

        (file.Action, file.FileFormat, file.DataType, file.WorkflowType).ShouldBe((PlanAction.Create, "gvcf", "gVCF", "Alignment"));
        file.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}").ShouldBe([
            "cavatica_volume=volume", "controlled_access=true", "data_category=Calls", "file_version_descriptor=latest", "reference_genome=GRCh38", "visibility_comment=Release 3",
            "visibility_reason=Pre-Release", "visible=false", "workflow_endpoint=endpoint", "workflow_tool=GATK", "workflow_version=v1"]);
        file.Experiments.Select(e => (e.LinkedId, e.ExternalId("p"))).ShouldBe([("SE_TEST0001", "exp-1-p"), ("SE_TEST0002", "exp-2-p")]);
        file.Specimens.Count.ShouldBe(2);
    }

    [Fact]
    public async Task It_is_checked_and_loaded_over_http_and_a_second_check_finds_nothing_left_to_do()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.DataService.Seed("studies", "SD_0THER000", Study.Fields(("external_id", "other")));
        world.Sandbox.DataService.Seed("participants", "PT_0THER000", Study.Fields(("external_id", "P"), ("study_id", "SD_0THER000")));
        world.Sandbox.DataService.Seed("biospecimens", "BS_0THER000", Study.Fields(("participant_id", "PT_0THER000")));
        world.Sandbox.DataService.Seed("sequencing-experiments", "SE_0THER000", Study.Fields(("external_id", "elsewhere"), ("sequencing_center_id", "SC_TEST0001")));
        world.Sandbox.DataService.Seed("genomic-files", "GF_0THER000", Study.Fields(("external_id", "s3://o/x.cram"), ("is_harmonized", false), ("visible", true)));
        world.Sandbox.DataService.Seed("biospecimen-genomic-files", null, Study.Fields(("biospecimen_id", "BS_0THER000"), ("genomic_file_id", "GF_0THER000")));
        world.Sandbox.DataService.Seed("sequencing-experiment-genomic-files", null, Study.Fields(("sequencing_experiment_id", "SE_0THER000"), ("genomic_file_id", "GF_0THER000")));

        var bad = await world.CheckedAsync(string.Join('\n', Header, Row(experiments: "SE_0THER000"), Row(n: 2, experiments: "SE_ZZZZ9999")).Replace(",", "\t") + "\n");
        (await world.IssueLinesAsync(bad)).ShouldBe([
            "2\tkf_sequencing_experiment_id\tE06-other-study\terror\tSE_0THER000", "3\tkf_sequencing_experiment_id\tE22-unknown-experiment\terror\tSE_ZZZZ9999"]);
        var document = await world.Client.GetAsync($"/api/v1/gwo-manifests/{bad}");
        (await document.Content.ReadAsStringAsync()).ShouldContain("\"profile\":\"harmonized-2024\"");

        var content = string.Join('\n', Header, Row()).Replace(",", "\t") + "\n";
        var manifest = await world.CheckedAsync(content);
        (await world.IssueLinesAsync(manifest)).ShouldBeEmpty();
        var apply = await world.ApplyAsync(manifest);
        apply.State.ShouldBe(RunState.Succeeded, apply.Failure + apply.FailureDetail);
        var file = world.Sandbox.DataService.Rows("genomic-files").Single(f => f["is_harmonized"] is true);
        (file["visible"], file["visibility_reason"], file["workflow_tool"], file["controlled_access"]).ShouldBe((false, "Pre-Release", "GATK", true));
        foreach (var link in world.Sandbox.DataService.Rows("biospecimen-genomic-files").Where(l => (string?)l["genomic_file_id"] == (string?)file["kf_id"]))
        {
            (link["visible"], link["visibility_reason"]).ShouldBe((false, "Pre-Release"));
        }

        (await world.CheckAsync(manifest)).State.ShouldBe(RunState.Succeeded);
        var plan = await world.PlanAsync(manifest);
        plan.GetProperty("genomicFiles").EnumerateArray().Single().GetProperty("action").GetString().ShouldBe("UNCHANGED", plan.GetRawText());
        (await world.IssueLinesAsync(manifest)).Where(l => !l.Contains("W06")).ShouldBeEmpty();
    }

    private static Rules Known()
    {
        var rules = new Rules();
        for (var n = 1; n <= 2; n++)
        {
            rules.Experiments[Study.Experiment(n)] = new NamedExperiment($"exp-{n}", null);
        }

        return rules;
    }

    private static string Row(int n = 1, string study = Study.Id, string experiments = "SE_TEST0001;SE_TEST0002", string visible = "FALSE", string reason = "Pre-Release", string format = "VCF") =>
        string.Join(',', study, experiments, $"{Study.Specimen(1)};{Study.Specimen(2)}", "name", format, "0123456789abcdef01234567", "volume", "endpoint", "gVCF", "Calls", "Alignment", "GATK", "v1", "GRCh38", "TRUE", "latest",
            visible, reason, "Release 3", Study.Output(n));
}
