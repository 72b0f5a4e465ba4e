using System.Text.Json;
using Portal.Sandbox.DataService;
using Portal.Sandbox.Objects;

namespace Portal.Sandbox.Demo;

/// <summary>A specimen whose ordinary ingest is done: its sources are registered, sequenced and linked.</summary>
internal sealed record DemoSpecimen(string Label, string BiospecimenId, string ParticipantId, string FamilyId, IReadOnlyList<string> Sources);

/// <summary>Builds one study: people, specimens, experiments and source files in the Data Service, harmonized files in its bucket.</summary>
internal sealed class DemoStudy
{
    private readonly DataServiceState _state;
    private readonly ObjectStore _objects;
    private readonly string _center;

    public DemoStudy(DataServiceState state, ObjectStore objects, string id, string name)
    {
        (_state, _objects, Id) = (state, objects, id);
        Bucket = "kf-study-us-east-1-dev-" + id.ToLowerInvariant().Replace('_', '-');
        _center = DemoIds.KfIdOf("SC", "center");
        objects.CreateBucket(Bucket);
        Seed("studies", id, ("external_id", "demo-" + id[3..].ToLowerInvariant()), ("name", name), ("short_name", name), ("release_status", "Pending"));
        Seed("sequencing-centers", _center, ("name", "Sandbox Sequencing Center"), ("external_id", "SSC"));
    }

    public string Id { get; }

    public string Bucket { get; }

    public DemoSpecimen AddSpecimen(string label, params string[] sourceEndings)
    {
        var name = $"{Id}|{label}";
        var (participant, specimen) = (DemoIds.KfIdOf("PT", name), DemoIds.KfIdOf("BS", name));
        var (family, experiment) = (DemoIds.KfIdOf("FM", name), DemoIds.KfIdOf("SE", name));
        Seed("participants", participant, ("study_id", Id), ("external_id", "P-" + label), ("family_id", family), ("is_proband", true));
        Seed("biospecimens", specimen, ("participant_id", participant), ("sequencing_center_id", _center), ("analyte_type", "DNA"), ("external_aliquot_id", "A-" + label), ("external_sample_id", "S-" + label));
        Seed("sequencing-experiments", experiment, ("external_id", "WGS-" + label), ("experiment_strategy", "WGS"), ("is_paired_end", true), ("platform", "Illumina"), ("sequencing_center_id", _center));
        var found = new DemoSpecimen(label, specimen, participant, family, [.. sourceEndings.Select(ending => $"s3://{Bucket}/source/{label}.{ending}")]);
        foreach (var source in found.Sources)
        {
            AddFile(source, found, experiment);
        }

        return found;
    }

    /// <summary>A registered file. Without an experiment it is a source nobody can trace; hidden or harmonized it is no source at all.</summary>
    public string AddFile(string url, DemoSpecimen specimen, string? experiment, bool harmonized = false, bool visible = true)
    {
        var file = DemoIds.KfIdOf("GF", url);
        var (format, dataType) = FormatOf(url);
        Seed("genomic-files", file, ("external_id", url), ("urls", new RawJson(JsonSerializer.Serialize(new[] { url }))), ("file_name", url[(url.LastIndexOf('/') + 1)..]),
            ("file_format", format), ("data_type", dataType), ("size", DemoIds.SizeOf(url, 4_000_000_000)), ("hashes", new RawJson($$"""{"etag":"{{DemoIds.HexOf(url, 32)}}"}""")),
            ("is_harmonized", harmonized), ("visible", visible), ("availability", "Immediate Download"), ("controlled_access", true), ("latest_did", DemoIds.TaskIdOf(url)));
        Seed("biospecimen-genomic-files", DemoIds.KfIdOf("BG", url), ("biospecimen_id", specimen.BiospecimenId), ("genomic_file_id", file), ("external_id", $"{specimen.BiospecimenId}-{url}"));
        if (experiment is not null)
        {
            Seed("sequencing-experiment-genomic-files", DemoIds.KfIdOf("SG", url), ("sequencing_experiment_id", experiment), ("genomic_file_id", file), ("external_id", $"WGS-{specimen.Label}-{url}"));
        }

        return url;
    }

    /// <summary>A harmonized file in the bucket, not yet in the Data Service.</summary>
    public string Upload(string key)
    {
        var parts = key.EndsWith(".cram", StringComparison.Ordinal) ? "-12" : "";
        _objects.Put(Bucket, key, DemoIds.SizeOf(key, 900_000), DemoIds.HexOf(Bucket + key, 32) + parts);
        return $"s3://{Bucket}/{key}";
    }

    public DemoRow Row(DemoSpecimen specimen, string filepath, string dataType, string workflowType, string source) => new(
        DemoIds.HexOf("cavatica|" + filepath, 24), DemoIds.TaskIdOf(specimen.Label + workflowType), specimen.BiospecimenId, specimen.ParticipantId, specimen.FamilyId,
        filepath, dataType, workflowType, source);

    private void Seed(string collection, string kfId, params (string Name, object? Value)[] fields) =>
        _state.Seed(collection, kfId, fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static (string? Format, string DataType) FormatOf(string url) => url[(url.LastIndexOf('.') + 1)..] switch
    {
        "cram" => ("cram", "Aligned Reads"),
        "crai" => ("crai", "Aligned Reads Index"),
        "gz" => ("gvcf", "gVCF"),
        _ => (null, "Other"),
    };
}
