using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>The runs of a taxon that pass, as tables for other pipelines; written as they are read.</summary>
public sealed class ReadRunExport(IDbContextFactory<PortalDbContext> contexts)
{
    private const int AtOnce = 2_000;

    /// <summary>Every file with its checksum and size, tab-separated: for downloaders.</summary>
    public Task ManifestAsync(long taxId, Stream to, CancellationToken cancellationToken) =>
        WriteAsync(taxId, to, "run_accession\tfile\turl\tbytes\tmd5\trole", (run, files) => files.Select(f =>
            $"{run.RunAccession}\t{f.Name}\thttps://{f.Path}\t{f.Bytes}\t{f.Md5}\t{Role(f.Role)}"), cancellationToken);

    /// <summary>One line per run with its pair, comma-separated: for pipelines that read sample sheets.</summary>
    public Task SampleSheetAsync(long taxId, Stream to, CancellationToken cancellationToken) =>
        WriteAsync(taxId, to, "sample,fastq_1,fastq_2,run_accession,sample_accession,experiment_accession,study_accession,instrument_platform,scientific_name", (run, files) =>
        [
            string.Join(',', run.RunAccession, Url(files.FirstOrDefault(f => f.Role == ReadFileRole.Read1) ?? files.FirstOrDefault(f => f.Role == ReadFileRole.Unpaired)), Url(files.FirstOrDefault(f => f.Role == ReadFileRole.Read2)),
                run.RunAccession, run.SampleAccession, run.ExperimentAccession, run.StudyAccession, run.InstrumentPlatform, Quoted(run.ScientificName)),
        ], cancellationToken);

    private async Task WriteAsync(long taxId, Stream to, string header, Func<ReadRun, IReadOnlyList<ReadFile>, IEnumerable<string>> lines, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(header);
        var after = "";
        while (await ReadAsync(taxId, after, cancellationToken) is { Count: > 0 } chunk)
        {
            foreach (var line in chunk.SelectMany(c => lines(c.Run, c.Files)))
            {
                await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
            }

            after = chunk[^1].Run.RunAccession;
        }
    }

    private async Task<IReadOnlyList<(ReadRun Run, IReadOnlyList<ReadFile> Files)>> ReadAsync(long taxId, string after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await (from link in db.Set<ReadRunTaxon>()
                          where link.TaxId == taxId && link.Passed == true && string.Compare(link.RunAccession, after) > 0
                          join run in db.Set<ReadRun>() on link.RunAccession equals run.RunAccession
                          orderby link.RunAccession
                          select run).AsNoTracking().Take(AtOnce).ToListAsync(cancellationToken);
        var names = runs.Select(r => r.RunAccession).ToArray();
        var files = (await db.Set<ReadFile>().AsNoTracking().Where(f => f.Kind == "fastq" && names.Contains(f.RunAccession)).ToListAsync(cancellationToken))
            .OrderBy(f => f.Ordinal).ToLookup(f => f.RunAccession, StringComparer.Ordinal);
        return [.. runs.Select(r => (r, (IReadOnlyList<ReadFile>)[.. files[r.RunAccession]]))];
    }

    private static string Url(ReadFile? file) => file is null ? "" : Quoted($"https://{file.Path}");

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";

    private static string Role(ReadFileRole role) => role switch { ReadFileRole.Read1 => "read1", ReadFileRole.Read2 => "read2", _ => "unpaired" };
}
