using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Tests.CommandLine;
using Shouldly;
using Xunit;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestVerbsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeManifests _manifests = new();

    public ManifestVerbsTests() => File.WriteAllText(_file, "KF Biospecimen ID\tFilepath\n");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("error", false, 1)]
    [InlineData("warning", false, 0)]
    [InlineData("warning", true, 2)]
    [InlineData("error", true, 1)]
    [InlineData(null, true, 0)]
    public async Task Check_exits_as_the_issues_say(string? severity, bool strict, int code)
    {
        await using var portal = await _manifests.StartAsync(severity is null ? [] : [FakeManifests.Issue(7, "E08", severity)]);

        (await portal.RunAsync(["gwo", "check", _file, "--study", "SD_ME0WME0W", .. strict ? ["--strict"] : Array.Empty<string>()])).ShouldBe(code);

        portal.Out.ShouldContain(severity is null ? "Nothing is wrong with it." : $"row 7, Filepath: {severity} E08: No such file. Upload it first.");
        portal.Out.ShouldContain("note: read as gwo");
        portal.Out.ShouldContain("note: 1 blank row was passed over");
        portal.Out.ShouldContain("note: 3 objects in its folders are not named in it");
    }

    [Fact]
    public async Task A_file_becomes_the_next_version_of_a_manifest_and_leaves_an_annotated_copy_and_a_report()
    {
        await using var portal = await _manifests.StartAsync([FakeManifests.Issue(7, "E08", "error")]);
        var (copy, report) = (_file + ".xlsx", _file + ".json");

        (await portal.RunAsync("gwo", "check", _file, "--manifest", "m-1", "--annotated", copy, "--report", report)).ShouldBe(1);

        (await File.ReadAllTextAsync(copy)).ShouldBe("a workbook");
        (await File.ReadAllTextAsync(report)).ShouldBe("a report");
        File.Delete(copy);
        File.Delete(report);
    }

    [Fact]
    public async Task The_same_file_is_checked_again_and_said_to_be_the_same()
    {
        await using var portal = await _manifests.StartAsync([]);

        (await portal.RunAsync("gwo", "check", _file, "--manifest", "m-same")).ShouldBe(0);

        portal.Error.ShouldContain("the same file as version 3");
        portal.Out.ShouldContain("Nothing is wrong with it.");
    }

    [Theory]
    [InlineData]
    [InlineData("--study", "SD_ME0WME0W", "--manifest", "m-1")]
    [InlineData("--study", "SD_ME0WME0W", "--annotated", "copy.doc")]
    public async Task Which_study_or_which_manifest_has_to_be_said_and_a_copy_is_csv_or_xlsx(params string[] options)
    {
        await using var portal = await _manifests.StartAsync([]);

        (await portal.RunAsync(["gwo", "check", _file, .. options])).ShouldBe(64);
    }

    [Fact]
    public async Task Issues_on_several_pages_are_one_json_document()
    {
        await using var portal = await _manifests.StartAsync([FakeManifests.Issue(1, "E08", "error"), FakeManifests.Issue(2, "W01", "warning")], pageSize: 1);

        (await portal.RunAsync("gwo", "check", _file, "--study", "SD_ME0WME0W", "--json")).ShouldBe(1);

        using var document = System.Text.Json.JsonDocument.Parse(portal.Out);
        document.RootElement.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_check_that_could_not_be_made_says_why()
    {
        await using var portal = await _manifests.StartAsync([], checkEnds: "Failed");

        (await portal.RunAsync("gwo", "check", _file, "--study", "SD_ME0WME0W")).ShouldBe(1);

        portal.Error.ShouldContain("Run R-48231 failed: The bucket is gone.");
    }

    [Fact]
    public async Task The_plan_names_every_write()
    {
        await using var portal = await _manifests.StartAsync([]);

        (await portal.RunAsync("gwo", "plan", _file, "--study", "SD_ME0WME0W")).ShouldBe(0);

        portal.Out.ShouldContain("CREATE     genomic file    s3://bucket/a.cram");
        portal.Out.ShouldContain("UNCHANGED  specimen link   BS_AAAA0001 – s3://bucket/a.cram");
        portal.Out.ShouldContain("SKIP       experiment link SE_AAAA0001 – s3://bucket/a.cram");
    }

    [Fact]
    public async Task Apply_sends_its_policy_and_waits_for_the_end()
    {
        FakeManifests.Asked? asked = null;
        await using var portal = await _manifests.StartAsync([], apply: body => { asked = body; return Results.Accepted(value: RunVerbsTests.Run("Queued")); });

        (await portal.RunAsync("gwo", "apply", _file, "--study", "SD_ME0WME0W", "--policy", "good-rows", "--acknowledge-warnings")).ShouldBe(0);

        (asked!.Policy, asked.AcknowledgeWarnings).ShouldBe(("good-rows", true));
        portal.Out.ShouldContain("Run R-48231 succeeded.");
    }

    [Fact]
    public async Task Apply_sends_what_its_flags_say_of_the_load()
    {
        FakeManifests.Asked? asked = null;
        await using var portal = await _manifests.StartAsync([], apply: body => { asked = body; return Results.Accepted(value: RunVerbsTests.Run("Queued")); });

        (await portal.RunAsync("gwo", "apply", _file, "--study", "SD_ME0WME0W", "--visible", "false", "--visibility-reason", "Pre-Release", "--reference-genome", "GRCh38", "--no-defaults",
            "--replace", "data_type", "--replace", "content=GF_00000001")).ShouldBe(0);

        asked!.Options.ShouldBe(new LoadOptions { Visible = false, VisibilityReason = "Pre-Release", ReferenceGenome = "GRCh38" });
        (asked.UseDefaults, asked.ReplaceAll).ShouldBe((false, null));
        asked.Replace.ShouldBe([new ReplaceWish("data_type"), new ReplaceWish("content", "GF_00000001")]);
    }

    [Fact]
    public async Task A_hash_report_goes_beside_the_manifest()
    {
        await using var portal = await _manifests.StartAsync([]);

        (await portal.RunAsync("gwo", "check", _file, "--study", "SD_ME0WME0W", "--hash-report", _file)).ShouldBe(0);
        (await portal.RunAsync("gwo", "check", _file, "--study", "SD_ME0WME0W", "--hash-report", "missing.csv")).ShouldBe(64);

        _manifests.HashReports.ShouldBe([Path.GetFileName(_file)]);
    }

    [Fact]
    public async Task Rolling_back_has_to_be_said_twice_and_waits_for_the_end()
    {
        await using var portal = await _manifests.StartAsync([]);
        var manifest = "0190a000-0000-7000-8000-000000000001";

        (await portal.RunAsync("gwo", "rollback", manifest)).ShouldBe(64);
        (await portal.RunAsync("gwo", "rollback", manifest, "--yes", "--why", "wrong batch")).ShouldBe(0);

        _manifests.Rollbacks.Single().Why.ShouldBe("wrong batch");
        portal.Out.ShouldContain("Run R-48231 succeeded.");
    }

    [Fact]
    public async Task A_refused_apply_is_told_in_the_portals_words()
    {
        await using var portal = await _manifests.StartAsync([FakeManifests.Issue(7, "E08", "error")], apply: _ => Results.Problem(
            type: "urn:portal:has-errors", title: "The manifest has errors.", detail: "1 row cannot be loaded.", statusCode: 409));

        (await portal.RunAsync("gwo", "apply", _file, "--study", "SD_ME0WME0W")).ShouldBe(1);

        portal.Error.ShouldContain("The manifest has errors.");
        portal.Error.ShouldContain("1 row cannot be loaded.");
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_a_usage_error()
    {
        await using var portal = await _manifests.StartAsync([]);

        (await portal.RunAsync("gwo", "check", "missing.tsv", "--study", "SD_ME0WME0W")).ShouldBe(64);
    }
}
