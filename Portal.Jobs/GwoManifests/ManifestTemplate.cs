using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>An empty manifest as a workbook: the headers, drop-downs of what the Data Service accepts just now, and an example on a second sheet.</summary>
public sealed class ManifestTemplate(DataServiceClient dataService)
{
    private const string ListSheet = "Lists";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<byte[]> WriteAsync(ManifestProfile profile, CancellationToken cancellationToken)
    {
        var vocabulary = await VocabularyAsync(cancellationToken);
        var lists = profile.Columns.Select(c => (Column: c, Values: ValuesOf(profile, c, vocabulary))).Where(l => l.Values.Count > 0).ToList();
        using var workbook = new MemoryStream();
        await using (var writer = new XlsxWriter(workbook))
        {
            await writer.BeginAsync(new XlsxSheet("Manifest", Widths(profile.Columns)) { Lists = [.. lists.Select((l, i) => new XlsxList(profile.Columns.IndexOf(l.Column), ListSheet, i, l.Values.Count))] });
            await RowsAsync(writer, profile.Columns, []);
            await writer.BeginAsync(new XlsxSheet("Example", Widths(profile.Columns)));
            await RowsAsync(writer, profile.Columns, Example(profile));
            await writer.BeginAsync(new XlsxSheet(ListSheet, Widths([.. lists.Select(l => l.Column)])) { IsHidden = true });
            await RowsAsync(writer, [.. lists.Select(l => l.Column)],
                Enumerable.Range(0, lists.Max(l => l.Values.Count)).Select(r => (IReadOnlyList<string>)[.. lists.Select(l => r < l.Values.Count ? l.Values[r] : "")]));
        }

        return workbook.ToArray();
    }

    private static IEnumerable<int> Widths(IReadOnlyList<string> headers) => headers.Select(h => Math.Max(14, h.Length + 4));

    private static async Task RowsAsync(XlsxWriter writer, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        await writer.WriteAsync([.. headers.Select(h => new XlsxCell(h, CellLook.Header))]);
        foreach (var row in rows)
        {
            await writer.WriteAsync([.. row.Select(c => new XlsxCell(c))]);
        }
    }

    private static IReadOnlyList<string> ValuesOf(ManifestProfile profile, string column, ServiceVocabulary vocabulary) =>
        column == profile.DataType ? vocabulary.DataTypes
        : column == profile.WorkflowType ? vocabulary.WorkflowTypes
        : profile.Fields.FirstOrDefault(f => f.Column == column) is not { } field ? []
        : field.IsBoolean ? ["TRUE", "FALSE"]
        : vocabulary.Values.GetValueOrDefault(field.Field) ?? [];

    private static IEnumerable<IReadOnlyList<string>> Example(ManifestProfile profile)
    {
        const string folder = "s3://center-study-bucket/harmonized/simple-variants";
        foreach (var (ending, type) in new[] { (".g.vcf.gz", "gVCF"), (".g.vcf.gz.tbi", "gVCF Index") })
        {
            yield return profile.NamesExperiments
                ? [.. profile.Columns.Select(c => c switch
                {
                    HarmonizedColumns.Study => "SD_ME0WME0W",
                    HarmonizedColumns.Experiment => "SE_AAAA0001",
                    HarmonizedColumns.Biospecimen => "BS_AAAA0001;BS_AAAA0002",
                    HarmonizedColumns.FileName => $"family-1{ending}",
                    HarmonizedColumns.FileFormat => ending.EndsWith("tbi", StringComparison.Ordinal) ? "TBI" : "GVCF",
                    HarmonizedColumns.DataType => type,
                    HarmonizedColumns.DataCategory => "Simple Nucleotide Variation",
                    HarmonizedColumns.WorkflowType => "Family-Joint-Genotyping",
                    HarmonizedColumns.WorkflowTool => "GATK",
                    HarmonizedColumns.WorkflowVersion => "v1.0.0",
                    HarmonizedColumns.ReferenceGenome => "GRCh38",
                    HarmonizedColumns.ControlledAccess => "TRUE",
                    HarmonizedColumns.Version => "latest",
                    HarmonizedColumns.Visible => "FALSE",
                    HarmonizedColumns.VisibilityReason => "Pre-Release",
                    HarmonizedColumns.Filepath => $"{folder}/family-1{ending}",
                    _ => "",
                })]
                : ["0123456789abcdef01234567", "7afdc7ea-6d0d-5ffc-f76a-3ba24bf7b2dd", "BS_AAAA0001", "PT_AAAA0001", "FM_AAAA0001", $"{folder}/sample-1{ending}", type,
                    "GATK-HaplotypeCaller-gVCF", "s3://center-study-bucket/source/genomic-files/sample-1.cram"];
        }
    }

    private async Task<ServiceVocabulary> VocabularyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await ServiceVocabulary.ReadAsync(dataService, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ServiceVocabulary.BuiltIn("it did not answer in time");
        }
    }
}
