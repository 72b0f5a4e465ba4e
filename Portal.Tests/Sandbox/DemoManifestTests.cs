using System.Text.RegularExpressions;
using Portal.Sandbox;
using Portal.Sandbox.Demo;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class DemoManifestTests
{
    private static readonly string[] Codes = ["E03", "E04", "E05", "E08", "E09", "E11", "E13", "E14", "E15", "W01", "W02"];

    [Fact]
    public async Task The_example_manifests_are_the_same_at_every_start_and_served_as_they_are()
    {
        await using var first = await SandboxCaller.StartAsync(new() { Seed = SandboxSeed.Demo });
        await using var second = await SandboxCaller.StartAsync(new() { Seed = SandboxSeed.Demo });

        foreach (var (one, two) in first.Host.Examples.Zip(second.Host.Examples))
        {
            one.Content.ShouldBe(two.Content);
            (await first.Http.GetStringAsync("/examples/" + one.FileName)).ShouldBe(one.Content);
        }

        first.Host.Examples.Select(e => e.Rows.Count).ShouldBe([30, second.Host.Examples[1].Rows.Count, 1_000]);
        first.Host.Examples.ShouldAllBe(e => Regex.IsMatch(e.StudyId, "^SD_[0-9A-HJ-KM-NP-TV-Z]{8}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Every_row_of_the_good_manifests_finds_its_file_its_specimen_and_a_sequenced_source()
    {
        await using var sandbox = await SandboxHost.StartAsync(new() { Seed = SandboxSeed.Demo });

        foreach (var manifest in sandbox.Examples.Where(e => e.Issues.Count == 0))
        {
            foreach (var row in manifest.Rows)
            {
                FindMistake(sandbox, manifest, row).ShouldBeNull(row.Line);
            }
        }
    }

    [Fact]
    public async Task The_manifest_of_mistakes_has_each_of_them_at_least_twice_and_exactly_where_it_says()
    {
        await using var sandbox = await SandboxHost.StartAsync(new() { Seed = SandboxSeed.Demo });
        var manifest = sandbox.Examples.Single(e => e.FileName == "gwo-mistakes.tsv");

        manifest.Issues.GroupBy(i => i.Code).Where(g => g.Count() >= 2).Select(g => g.Key).Order().ShouldBe(Codes);
        for (var i = 0; i < manifest.Rows.Count; i++)
        {
            var expected = manifest.Issues.Where(issue => issue.Row == i + 2).Select(issue => issue.Code).SingleOrDefault();
            var found = FindMistake(sandbox, manifest, manifest.Rows[i]);
            found.ShouldBe(expected is "E15" or "W01" or "W02" ? null : expected, manifest.Rows[i].Line);
        }
    }

    /// <summary>The rules a row can break by itself, told in the simplest way.</summary>
    private static string? FindMistake(SandboxHost sandbox, DemoManifest manifest, DemoRow row)
    {
        var tables = sandbox.DataService.Tables;
        var dataTypes = tables["genomic-files"].Collection.Fields.Single(f => f.Name == "data_type").Choices!;
        if (new[] { row.BiospecimenId, row.Filepath, row.DataType, row.SourceRead }.Contains(""))
        {
            return "E03";
        }

        if (!Regex.IsMatch(row.BiospecimenId, "^BS_[0-9A-HJ-KM-NP-TV-Z]{8}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            return "E04";
        }

        var specimen = tables["biospecimens"].Find(row.BiospecimenId);
        var source = tables["genomic-files"].FindBy("external_id", row.SourceRead)!.SingleOrDefault();
        return specimen is null ? "E05"
            : !Regex.IsMatch(row.Filepath, "^s3://[^/]+/.*[^/]$", RegexOptions.None, TimeSpan.FromSeconds(1)) ? "E08"
            : !IsUploaded(sandbox, manifest, row.Filepath) ? "E09"
            : !dataTypes.Contains(row.DataType) ? "E11"
            : source is null || source["visible"] is false || source["is_harmonized"] is true ? "E13"
            : tables["sequencing-experiment-genomic-files"].FindBy("genomic_file_id", source.KfId)!.Count == 0 ? "E14"
            : specimen.Text("participant_id") != row.ParticipantId ? "a participant that does not fit"
            : null;
    }

    private static bool IsUploaded(SandboxHost sandbox, DemoManifest manifest, string url)
    {
        var bucket = "kf-study-us-east-1-dev-" + manifest.StudyId.ToLowerInvariant().Replace('_', '-');
        var prefix = $"s3://{bucket}/";
        return url.StartsWith(prefix, StringComparison.Ordinal) && sandbox.Objects.Contains(bucket, url[prefix.Length..]);
    }
}
