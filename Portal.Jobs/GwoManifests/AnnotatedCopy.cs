using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>The manifest as it was uploaded, all rows and columns in their order, with one more column that says what is wrong. Uploading it again gives the same issues.</summary>
public sealed class AnnotatedCopy(IDbContextFactory<PortalDbContext> contexts, ManifestReader reader)
{
    public const string Header = "Issues";
    private const int WidestColumn = 60;

    /// <summary>Where our own column of an earlier copy stands, or -1.</summary>
    public static int OwnColumn(IReadOnlyList<string> headers) => headers.Select(ManifestCells.Trim).ToList().IndexOf(Header);

    public async Task WriteTextAsync(GwoManifest manifest, Stream stream, CancellationToken cancellationToken)
    {
        var format = TextFormat.ForSpreadsheets;
        await using var writer = format.Open(stream);
        await foreach (var row in RowsAsync(manifest, cancellationToken))
        {
            await writer.WriteLineAsync(format.Line(row.Select(c => c.Text)).AsMemory(), cancellationToken);
        }
    }

    /// <param name="seekable">A workbook's parts are written as they come and its index at the end.</param>
    public async Task WriteWorkbookAsync(GwoManifest manifest, Stream seekable, CancellationToken cancellationToken)
    {
        await using var workbook = new XlsxWriter(seekable);
        var begun = false;
        await foreach (var row in RowsAsync(manifest, cancellationToken))
        {
            if (!begun)
            {
                await workbook.BeginAsync(new XlsxSheet("Manifest", row.Select((c, i) => i == row.Count - 1 ? WidestColumn : Math.Clamp(c.Text.Length + 8, 14, WidestColumn))));
                begun = true;
            }

            await workbook.WriteAsync(row);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<XlsxCell>> RowsAsync(GwoManifest manifest, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var issues = db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == manifest.Id).OrderBy(i => i.Position).AsAsyncEnumerable();
        await using var next = new IssuesByRow(issues.GetAsyncEnumerator(cancellationToken));
        await using var sheet = await reader.OpenAsync(manifest.StorageKey, manifest.FileName, cancellationToken);
        if (!await sheet.ReadAsync(cancellationToken))
        {
            yield break;
        }

        var header = ManifestHeader.Read(sheet);
        var headers = IndexedSheet.Cells(sheet)[..header.Width];
        var (own, width) = (OwnColumn(headers), headers.Length);
        var whole = await next.TakeAsync(0);
        yield return [.. Without(headers, own).Select(h => new XlsxCell(h, CellLook.Header)), new XlsxCell(Header, CellLook.Header)];
        var lines = new AnnotatedRow(header, headers, own);
        while (await sheet.ReadAsync(cancellationToken))
        {
            var found = await next.TakeAsync(sheet.Row);
            yield return lines.Of(IndexedSheet.Cells(sheet), width, found, whole);
            whole = [];
        }
    }

    internal static IEnumerable<string> Without(IEnumerable<string> cells, int column) => cells.Where((_, i) => i != column);

    /// <summary>Issues come in the order of the rows, so both are read once, side by side.</summary>
    private sealed class IssuesByRow(IAsyncEnumerator<GwoIssue> issues) : IAsyncDisposable
    {
        private GwoIssue? _ahead;
        private bool _ended;

        public async Task<IReadOnlyList<GwoIssue>> TakeAsync(int row)
        {
            var found = new List<GwoIssue>();
            while (!_ended)
            {
                if (_ahead is null && !(_ended = !await issues.MoveNextAsync()))
                {
                    _ahead = issues.Current;
                }

                if (_ahead is null || _ahead.Row > row)
                {
                    break;
                }

                found.Add(_ahead);
                _ahead = null;
            }

            return found;
        }

        public ValueTask DisposeAsync() => issues.DisposeAsync();
    }
}
