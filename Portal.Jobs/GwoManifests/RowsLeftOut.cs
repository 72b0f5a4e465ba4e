using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>The rows that contributed nothing, as they stand in the file, with what is wrong beside them: correct and upload again.</summary>
public sealed class RowsLeftOut(IDbContextFactory<PortalDbContext> contexts, ManifestReader reader)
{
    private const string IssuesHeader = "Issues";

    public async Task WriteAsync(GwoManifest manifest, Stream stream, CancellationToken cancellationToken)
    {
        var (errors, skipped) = await LoadAsync(manifest.Id, cancellationToken);
        await using var sheet = await reader.OpenAsync(manifest.StorageKey, manifest.FileName, cancellationToken);
        await using var tsv = new Tsv(stream);
        await sheet.ReadAsync(cancellationToken);
        var header = ManifestHeader.Read(sheet);
        var filepath = header[header.Profile.Filepath];
        await tsv.WriteAsync(cancellationToken, header.Headers.Where(h => h != IssuesHeader).Append(IssuesHeader));
        while (await sheet.ReadAsync(cancellationToken))
        {
            var faults = errors.GetValueOrDefault(sheet.Row);
            var why = filepath < 0 ? null : skipped.GetValueOrDefault(ManifestCells.Trim(sheet.Cell(filepath)));
            if (faults is not null || why is not null)
            {
                var cells = Enumerable.Range(0, Math.Max(sheet.Cells, header.Width)).Where(i => i >= header.Width || header.Headers[i] != IssuesHeader).Select(sheet.Cell);
                await tsv.WriteAsync(cancellationToken, cells.Append(faults ?? why));
            }
        }
    }

    private async Task<(Dictionary<int, string> Errors, Dictionary<string, string> Skipped)> LoadAsync(Guid manifestId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var errors = new Dictionary<int, string>();
        var issues = db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == manifestId && i.Severity == IssueSeverity.Error).OrderBy(i => i.Position);
        await foreach (var issue in issues.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var text = $"{issue.Code}: {issue.Message}{(issue.Hint is null ? "" : $" {issue.Hint}")}";
            errors[issue.Row] = errors.TryGetValue(issue.Row, out var earlier) ? $"{earlier} | {text}" : text;
        }

        var skipped = await db.Set<GwoPlanItem>().Where(i => i.ManifestId == manifestId && i.Entity == PlanEntity.GenomicFile && i.Action == PlanAction.Skip)
            .Select(i => new { i.GenomicFile, i.Why }).ToDictionaryAsync(i => i.GenomicFile, i => i.Why ?? "left out", StringComparer.Ordinal, cancellationToken);
        return (errors, skipped);
    }
}
