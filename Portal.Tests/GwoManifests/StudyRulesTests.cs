using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class StudyRulesTests(TestDatabase database)
{
    [Fact]
    public void A_severity_that_guards_what_can_be_written_cannot_be_lowered_and_the_sentence_says_why()
    {
        foreach (var kind in IssueCodes.All.Where(k => k.Fixed is not null))
        {
            var refusal = Should.Throw<RuleException>(() => Of(kind.Code, SeverityChoice.Warning));
            refusal.Message.ShouldBe($"{kind.Code} cannot be a warning: {kind.Fixed}");
            Of(kind.Code, SeverityChoice.Error).Severities.ShouldBeEmpty();
        }

        Should.Throw<RuleException>(() => Of(IssueCodes.ChangesRegisteredValue, SeverityChoice.Off)).Message.ShouldContain("without somebody’s consent");
        Should.Throw<RuleException>(() => Of("E99-unknown", SeverityChoice.Error)).Message.ShouldContain("E99-unknown");
    }

    [Fact]
    public void A_warning_made_an_error_takes_its_row_out_and_one_turned_off_is_not_told()
    {
        var rules = new Rules().Row(1).Row(2).Row(1);
        rules.OfStudy = Of(IssueCodes.DuplicateRow, SeverityChoice.Error);
        var strict = rules.Check();
        (strict.Errors, strict.GoodRows).ShouldBe((1, 2));

        rules.OfStudy = Of(IssueCodes.DuplicateRow, SeverityChoice.Off);
        rules.Check().Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Where_changing_a_registered_value_is_an_error_the_file_is_left_as_it_is()
    {
        var rules = new Rules().Row(1).Row(2);
        rules.Files[Study.Output(1)] = [new RegisteredFile { KfId = "GF_BEF0RE01", IsHarmonized = true, Visible = true, DataType = "Variant Calls" }];
        rules.OfStudy = Of(IssueCodes.ChangesRegisteredValue, SeverityChoice.Error);

        var result = rules.Check();

        result.Plan().ShouldBe(["SKIP calls-1.g.vcf.gz", "CREATE calls-2.g.vcf.gz"]);
        result.GoodRows.ShouldBe(1);
    }

    [Fact]
    public void A_source_without_experiment_may_become_a_warning_and_its_file_is_planned_without_that_link()
    {
        var rules = new Rules().Row(1);
        rules.Sources[Study.Source(1)] = rules.Sources[Study.Source(1)] with { Experiments = [] };
        rules.OfStudy = Of(IssueCodes.SourceWithoutExperiment, SeverityChoice.Warning);

        var file = rules.Check().Files.Single();

        (file.Action, file.Experiments.Count).ShouldBe((PlanAction.Create, 0));
    }

    [Fact]
    public void Rows_that_disagree_on_a_field_nobody_needs_may_be_a_warning_but_never_on_the_data_type()
    {
        var rules = new Rules().Row(1).Row(2, path: Study.Output(1), cavatica: "0123456789abcdef01234567");
        rules.OfStudy = Of(IssueCodes.ConflictingRows, SeverityChoice.Warning);
        rules.Check().Plan().ShouldBe(["CREATE calls-1.g.vcf.gz"]);

        var types = new Rules().Row(1).Row(2, path: Study.Output(1), dataType: "Aligned Reads");
        types.OfStudy = rules.OfStudy;
        types.Check().Plan().ShouldBe(["SKIP calls-1.g.vcf.gz"]);
    }

    [Fact]
    public async Task The_rule_pack_judges_columns_a_manifest_has_and_only_where_it_is_on()
    {
        var row = Study.Row(1, path: Study.Output(1, ".bam"), dataType: "Aligned Reads");
        var table = await Manifests.ReadAsync(Study.Manifest(row + "\tMAYBE\t").Replace("Source Read\n", "Source Read\tis_paired_end\tsample_id\n"));
        var rules = new Rules();
        rules.Objects[Study.Output(1, ".bam")] = new S3Object(5, Study.Etag(1), null);

        rules.Check(table).Issues.ShouldBeEmpty();
        rules.OfStudy = StudyRules.Require(Study.Id, new Dictionary<string, SeverityChoice>(), rulePack: true);
        rules.Check(table).Lines().ShouldBe([$"2 Filepath: R09-small-file “{Study.Output(1, ".bam")}”", "2 is_paired_end: R05-paired-end “MAYBE”", "2 sample_id: R01-filled “”"]);
    }

    [Fact]
    public async Task Rules_are_read_and_changed_over_http_audited_and_hold_from_the_next_check_on()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var url = $"/api/v1/gwo-manifests/rules/{Study.Id}";
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1), Study.Row(1)));
        (await world.IssueLinesAsync(manifest)).ShouldBe(["3\t\tW01-duplicate-row\twarning\tsame as row 2"]);

        using var changed = await world.Client.PutAsJsonAsync(url, new { severities = new Dictionary<string, string> { ["W01-duplicate-row"] = "error" }, rulePack = true, why = "the centre asked" });

        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());
        var document = await world.Client.GetFromJsonAsync<JsonElement>(url);
        document.GetProperty("rulePack").GetBoolean().ShouldBeTrue();
        document.GetProperty("rules").EnumerateArray().Single(r => r.GetProperty("code").GetString() == "W01-duplicate-row").GetProperty("severity").GetString().ShouldBe("error");
        (await world.CheckAsync(manifest)).Failure.ShouldBeNull();
        (await world.IssueLinesAsync(manifest)).ShouldBe(["3\t\tW01-duplicate-row\terror\tsame as row 2"]);
        await using var db = world.Server.Db();
        var entry = await db.AuditEntries.SingleAsync(a => a.Action == "gwo-rules.change");
        (entry.Scope, entry.Why).ShouldBe(($"study:{Study.Id}", "the centre asked"));
        entry.After.ShouldNotBeNull().ShouldContain("W01-duplicate-row");

        using var refused = await world.Client.PutAsJsonAsync(url, new { severities = new Dictionary<string, string> { ["E09-not-in-s3"] = "off" } });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await GwoWorld.RuleAsync(refused)).ShouldBe("severity-fixed");
    }

    private static StudyRules Of(string code, SeverityChoice choice) => StudyRules.Require(Study.Id, new Dictionary<string, SeverityChoice> { [code] = choice }, rulePack: false);
}
