using System.Globalization;
using Portal.Domain.GwoManifests;

namespace Portal.Bench.GwoManifests;

/// <summary>
/// A study and a manifest for it, always the same for the same number of rows: every row its own output made from its own registered source;
/// four rows to a specimen and an experiment; nothing registered of the outputs; one row in a hundred without its object in S3 and one with an unknown Data Type.
/// </summary>
internal sealed class MadeUpStudy(int rows)
{
    public const string Id = "SD_BENCH000";
    public const string Bucket = "kf-study-us-east-1-dev-sd-bench000";
    public const string Center = "SC_BENCH000";
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly (string Ending, string DataType, string Workflow)[] Outputs =
    [
        ("g.vcf.gz", "gVCF", "GATK-HaplotypeCaller-gVCF"),
        ("g.vcf.gz.tbi", "gVCF Index", "GATK-HaplotypeCaller-gVCF"),
        ("cram", "Aligned Reads", "Alignment"),
        ("cram.crai", "Aligned Reads Index", "Alignment"),
    ];

    public int Rows => rows;

    public int Specimens => (rows + 3) / 4;

    public static string Specimen(int i) => KfId("BS", i);

    public static string Participant(int i) => KfId("PT", i);

    public static string Experiment(int i) => KfId("SE", i);

    public static string ExperimentName(int i) => $"WGS-{i:d6}";

    public static string SourceFile(int row) => KfId("GF", row);

    public static string Source(int row) => $"s3://{Bucket}/source/sample-{row:d6}.cram";

    public static string OutputKey(int row) => $"harmonized/sample-{row / 4:d6}.{Outputs[row % 4].Ending}";

    public static string Output(int row) => $"s3://{Bucket}/{OutputKey(row)}";

    public static bool HasObject(int row) => row % 100 != 17;

    public static long SizeOf(int row) => 1_000_000 + (row * 7919L);

    public static string ETagOf(int row) => (row * 2654435761L).ToString("x32", CultureInfo.InvariantCulture);

    public static string KfId(string prefix, int number)
    {
        Span<char> id = stackalloc char[8];
        for (var i = 7; i >= 0; i--, number /= 32)
        {
            id[i] = Alphabet[number % 32];
        }

        return $"{prefix}_{id}";
    }

    public async Task WriteManifestAsync(Stream target, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(target, leaveOpen: true);
        await writer.WriteLineAsync(string.Join('\t', ManifestColumns.All).AsMemory(), cancellationToken);
        for (var row = 0; row < rows; row++)
        {
            await writer.WriteLineAsync(Line(row).AsMemory(), cancellationToken);
        }
    }

    private static string Line(int row)
    {
        var (output, specimen) = (Outputs[row % 4], row / 4);
        return string.Join('\t', row.ToString("x24", CultureInfo.InvariantCulture), $"{row / 2:x8}-0000-4000-8000-{row / 2:x12}", Specimen(specimen), Participant(specimen), KfId("FM", specimen / 3),
            Output(row), row % 100 == 42 ? "Something Else" : output.DataType, output.Workflow, Source(row));
    }
}
