using System.Text.Json.Nodes;
using Portal.Domain.GwoManifests;
using Portal.Sandbox;

namespace Portal.Tests.GwoManifests;

/// <summary>A study with specimens 1, 2, 3, each with one source, one experiment and one harmonized object; tests change what they are about.</summary>
internal static class Study
{
    public const string Id = "SD_TEST0001";
    public const string Bucket = "center-sd-test0001";

    public static string Specimen(int n) => $"BS_TEST000{n}";

    public static string Experiment(int n) => $"SE_TEST000{n}";

    public static string SourceId(int n) => $"GF_S0RC000{n}";

    public static string Source(int n) => $"s3://{Bucket}/source/reads-{n}.cram";

    public static string Output(int n, string ending = ".g.vcf.gz") => $"s3://{Bucket}/harmonized/calls-{n}{ending}";

    public static void Put(SandboxHost sandbox)
    {
        var data = sandbox.DataService;
        data.Seed("studies", Id, Fields(("external_id", "test")));
        data.Seed("sequencing-centers", "SC_TEST0001", Fields(("external_id", "center"), ("name", "center")));
        for (var n = 1; n <= 3; n++)
        {
            data.Seed("participants", $"PT_TEST000{n}", Fields(("external_id", $"P{n}"), ("study_id", Id)));
            data.Seed("biospecimens", Specimen(n), Fields(("external_sample_id", $"S{n}"), ("participant_id", $"PT_TEST000{n}"), ("sequencing_center_id", "SC_TEST0001")));
            data.Seed("sequencing-experiments", Experiment(n), Fields(("external_id", $"exp-{n}"), ("sequencing_center_id", "SC_TEST0001")));
            PutSource(sandbox, n, SourceId(n), Source(n));
            sandbox.Objects.Put(Bucket, $"harmonized/calls-{n}.g.vcf.gz", 1000 + n, Etag(n));
        }
    }

    public static string Etag(int n) => $"{n:x32}";

    /// <summary>A source file of specimen and experiment <paramref name="n"/>.</summary>
    public static void PutSource(SandboxHost sandbox, int n, string kfId, string path, bool visible = true, bool linked = true, bool experiment = true)
    {
        var data = sandbox.DataService;
        data.Seed("genomic-files", kfId, Fields(("external_id", path), ("is_harmonized", false), ("visible", visible), ("size", 10L)));
        if (linked)
        {
            data.Seed("biospecimen-genomic-files", null, Fields(("biospecimen_id", Specimen(n)), ("genomic_file_id", kfId)));
        }

        if (experiment)
        {
            data.Seed("sequencing-experiment-genomic-files", null, Fields(("sequencing_experiment_id", Experiment(n)), ("genomic_file_id", kfId)));
        }
    }

    public static string Manifest(params string[] rows) => string.Join('\t', ManifestColumns.All) + "\n" + string.Concat(rows.Select(r => r + "\n"));

    /// <summary>The good row of specimen <paramref name="n"/>; every cell can be another.</summary>
    public static string Row(int n, string? specimen = null, string? path = null, string? dataType = null, string? source = null,
        string workflow = "alignment", string cavatica = "be2315bbaafdef429d8e4b4d") =>
        string.Join('\t', cavatica, "7afdc7ea-6d0d-5ffc-f76a-3ba24bf7b2dd", specimen ?? Specimen(n), $"PT_TEST000{n}", "", path ?? Output(n), dataType ?? "gVCF", workflow, source ?? Source(n));

    public static Dictionary<string, object?> Fields(params (string Name, object? Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
