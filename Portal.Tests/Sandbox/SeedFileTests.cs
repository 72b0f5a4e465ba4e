using Portal.Sandbox;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class SeedFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Tables_and_objects_are_seeded_from_files_with_only_the_fields_that_matter()
    {
        var tables = Write("tables.json", """
            {"study_id": "SD_AAAA0001", "sequencing_center_id": "SC_AAAA0001", "tables": {
              "participants": [{"kf_id": "PT_AAAA0001", "study_id": "SD_AAAA0001"}],
              "biospecimens": [{"kf_id": "BS_AAAA0001", "participant_id": "PT_AAAA0001"}],
              "genomic-files": [{"kf_id": "GF_AAAA0001", "external_id": "s3://b/source/1.cram", "is_harmonized": false}],
              "sequencing-experiments": [{"kf_id": "SE_AAAA0001", "external_id": "SE-1", "sequencing_center_id": "SC_AAAA0001"}],
              "biospecimen-genomic-files": [{"kf_id": "BG_AAAA0001", "biospecimen_id": "BS_AAAA0001", "genomic_file_id": "GF_AAAA0001"}],
              "sequencing-experiment-genomic-files": [{"kf_id": "SG_AAAA0001", "sequencing_experiment_id": "SE_AAAA0001", "genomic_file_id": "GF_AAAA0001"}]}}
            """);
        var objects = Write("s3.json", """
            [{"Key": "harmonized/s1.g.vcf.gz", "Size": 1000, "ETag": "000000000000245d2f2169ca87365c1b", "StorageClass": "STANDARD",
              "LastModified": "2021-03-11 02:52:56+00:00", "Bucket": "b"}]
            """);

        await using var caller = await SandboxCaller.StartAsync(new() { DataServiceFile = tables, ObjectsFile = objects });

        caller.Host.Objects.Contains("b", "harmonized/s1.g.vcf.gz").ShouldBeTrue();
        (await caller.GetAsync("/studies"))["total"]!.GetValue<int>().ShouldBe(1);
        (await caller.GetAsync("/sequencing-centers/SC_AAAA0001"))["results"]!["name"]!.ToString().ShouldBe("SC_AAAA0001");
        var file = (await caller.GetAsync("/genomic-files?study_id=SD_AAAA0001&is_harmonized=False&visible=True"))["results"]![0]!;
        file["urls"]![0]!.ToString().ShouldBe("s3://b/source/1.cram");
        file["file_name"]!.ToString().ShouldBe("1.cram");
    }

    [Fact]
    public async Task A_table_the_service_does_not_have_stops_the_start()
    {
        var tables = Write("tables.json", """{"tables": {"genomic_files": []}}""");

        var failure = await Should.ThrowAsync<InvalidDataException>(SandboxHost.StartAsync(new() { DataServiceFile = tables }));

        failure.Message.ShouldContain("\"genomic_files\"");
    }

    [Fact]
    public async Task A_dump_of_the_tables_seeds_another_sandbox()
    {
        await using var first = await SandboxCaller.StartAsync(new() { Seed = SandboxSeed.Demo });
        await using var second = await SandboxCaller.StartAsync();

        var dump = await first.Http.GetStringAsync("/_sandbox/tables");
        (await second.Http.PostAsync("/_sandbox/seed", new StringContent(dump))).EnsureSuccessStatusCode();

        foreach (var (path, table) in first.Host.DataService.Tables)
        {
            second.Host.DataService.Tables[path].Count.ShouldBe(table.Count);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
