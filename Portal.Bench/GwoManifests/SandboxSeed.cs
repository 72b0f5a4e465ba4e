using System.Text.Json;

namespace Portal.Bench.GwoManifests;

/// <summary>Writes a made-up study as the files the sandbox starts from.</summary>
internal static class SandboxSeed
{
    public static async Task WriteAsync(MadeUpStudy study, string dataServiceFile, string objectsFile, CancellationToken cancellationToken)
    {
        await using (var tables = File.Create(dataServiceFile))
        {
            await JsonSerializer.SerializeAsync(tables, new { study_id = MadeUpStudy.Id, tables = Tables(study) }, cancellationToken: cancellationToken);
        }

        await using var objects = File.Create(objectsFile);
        await JsonSerializer.SerializeAsync(objects, Objects(study), cancellationToken: cancellationToken);
    }

    private static IEnumerable<object> Objects(MadeUpStudy study) => Enumerable.Range(0, study.Rows).Where(MadeUpStudy.HasObject).Select(row => new
    {
        MadeUpStudy.Bucket,
        Key = MadeUpStudy.OutputKey(row),
        Size = MadeUpStudy.SizeOf(row),
        ETag = MadeUpStudy.ETagOf(row),
    });

    private static Dictionary<string, IEnumerable<object>> Tables(MadeUpStudy study) => new(StringComparer.Ordinal)
    {
        ["participants"] = Of(study.Specimens, i => new { kf_id = MadeUpStudy.Participant(i), study_id = MadeUpStudy.Id, external_id = $"P-{i:d6}" }),
        ["biospecimens"] = Of(study.Specimens, i => new
        {
            kf_id = MadeUpStudy.Specimen(i),
            participant_id = MadeUpStudy.Participant(i),
            sequencing_center_id = MadeUpStudy.Center,
            analyte_type = "DNA",
            external_sample_id = $"S-{i:d6}",
        }),
        ["sequencing-experiments"] = Of(study.Specimens, i => new
        {
            kf_id = MadeUpStudy.Experiment(i),
            external_id = MadeUpStudy.ExperimentName(i),
            experiment_strategy = "WGS",
            is_paired_end = true,
            platform = "Illumina",
            sequencing_center_id = MadeUpStudy.Center,
        }),
        ["genomic-files"] = Of(study.Rows, row => new
        {
            kf_id = MadeUpStudy.SourceFile(row),
            external_id = MadeUpStudy.Source(row),
            file_format = "cram",
            data_type = "Aligned Reads",
            is_harmonized = false,
            visible = true,
        }),
        ["biospecimen-genomic-files"] = Of(study.Rows, row => new
        {
            kf_id = MadeUpStudy.KfId("BG", row),
            biospecimen_id = MadeUpStudy.Specimen(row / 4),
            genomic_file_id = MadeUpStudy.SourceFile(row),
            external_id = $"{MadeUpStudy.Specimen(row / 4)}-{MadeUpStudy.Source(row)}",
        }),
        ["sequencing-experiment-genomic-files"] = Of(study.Rows, row => new
        {
            kf_id = MadeUpStudy.KfId("SG", row),
            sequencing_experiment_id = MadeUpStudy.Experiment(row / 4),
            genomic_file_id = MadeUpStudy.SourceFile(row),
            external_id = $"{MadeUpStudy.ExperimentName(row / 4)}-{MadeUpStudy.Source(row)}",
        }),
    };

    private static IEnumerable<object> Of(int count, Func<int, object> row) => Enumerable.Range(0, count).Select(row);
}
