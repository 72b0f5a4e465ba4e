using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>Runs and what became of their assemblies.</summary>
public sealed class AssemblyQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public const int PageSize = 100;

    private sealed class Row
    {
        public required ReadRun Run { get; init; }
        public Assembly? Assembly { get; init; }
        public bool? Passed { get; init; }
    }

    /// <param name="cursor">The accession of the last run of the page before.</param>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<ListOf<AssemblyView>> ListAsync(AssemblySelection selection, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Select(db, selection).Where(r => cursor == null || string.Compare(r.Run.RunAccession, cursor) > 0).OrderBy(r => r.Run.RunAccession).Take(limit + 1).ToListAsync(cancellationToken);
        var names = rows.Take(limit).Select(r => r.Run.RunAccession).ToArray();
        var metrics = (await db.Set<QcMetric>().AsNoTracking().Where(m => names.Contains(m.RunAccession)).ToListAsync(cancellationToken)).ToLookup(m => m.RunAccession, StringComparer.Ordinal);
        return new([.. rows.Take(limit).Select(r => View(r, metrics[r.Run.RunAccession]))], rows.Count > limit ? names[^1] : null);
    }

    /// <exception cref="NotFoundException">There is no such run, or the caller has no role in the whole portal.</exception>
    public async Task<AssemblyView> FindAsync(string run, Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await Select(db, new()).SingleOrDefaultAsync(r => r.Run.RunAccession == run, cancellationToken) ?? throw new NotFoundException($"{run} is no run here.");
        var metrics = await db.Set<QcMetric>().AsNoTracking().Where(m => m.RunAccession == run).ToListAsync(cancellationToken);
        return View(row, metrics) with { ErrorStdout = row.Assembly?.ErrorStdout, ErrorStderr = row.Assembly?.ErrorStderr };
    }

    /// <summary>How many runs of a taxon that pass are where.</summary>
    public async Task<IReadOnlyDictionary<AssemblyStatus, int>> FiguresAsync(long taxId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await Select(db, new(taxId)).Select(r => r.Assembly != null ? r.Assembly.Status : r.Passed == true ? AssemblyStatus.Waiting : (AssemblyStatus?)null)
            .Where(s => s != null).GroupBy(s => s).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return Enum.GetValues<AssemblyStatus>().ToDictionary(s => s, s => groups.Where(g => g.Key == s).Sum(g => g.Count));
    }

    /// <summary>What assemblies of a taxon have to be like; empty: anything.</summary>
    public async Task<IReadOnlyDictionary<string, AssemblyFilter>> FiltersAsync(long taxId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<AssemblyRules>().Where(r => r.TaxId == taxId).Select(r => r.Filters).SingleOrDefaultAsync(cancellationToken) is { } json
            ? RunParameters.Read<Dictionary<string, AssemblyFilter>>(json) : new Dictionary<string, AssemblyFilter>();
    }

    private static IQueryable<Row> Select(PortalDbContext db, AssemblySelection selection)
    {
        var links = selection.TaxId is { } taxId ? db.Set<ReadRunTaxon>().Where(l => l.TaxId == taxId) : db.Set<ReadRunTaxon>();
        var rows = from run in db.Set<ReadRun>().AsNoTracking()
                   where links.Any(l => l.RunAccession == run.RunAccession)
                   join assembly in db.Set<Assembly>() on run.RunAccession equals assembly.RunAccession into there
                   from assembly in there.DefaultIfEmpty()
                   select new Row
                   {
                       Run = run,
                       Assembly = assembly,
                       Passed = links.Any(l => l.RunAccession == run.RunAccession && l.Passed == true) ? true : links.Any(l => l.RunAccession == run.RunAccession && l.Passed == false) ? false : null,
                   };
        if (selection.Statuses is { Count: > 0 } statuses)
        {
            var waiting = statuses.Contains(AssemblyStatus.Waiting);
            rows = rows.Where(r => r.Assembly != null && statuses.Contains(r.Assembly.Status) || waiting && r.Assembly == null && links.Any(l => l.RunAccession == r.Run.RunAccession && l.Passed == true));
        }

        if (selection.Screening is { Count: > 0 } screening)
        {
            var (yes, no, none) = (screening.Contains(true), screening.Contains(false), screening.Contains(null));
            rows = rows.Where(r => yes && r.Assembly != null && r.Assembly.PassedScreening == true || no && r.Assembly != null && r.Assembly.PassedScreening == false || none && (r.Assembly == null || r.Assembly.PassedScreening == null));
        }

        if (selection.Passed is { Count: > 0 } passed)
        {
            var (yes, no, none) = (passed.Contains(true), passed.Contains(false), passed.Contains(null));
            rows = rows.Where(r => yes && links.Any(l => l.RunAccession == r.Run.RunAccession && l.Passed == true)
                || no && links.Any(l => l.RunAccession == r.Run.RunAccession && l.Passed == false) && !links.Any(l => l.RunAccession == r.Run.RunAccession && l.Passed == true)
                || none && !links.Any(l => l.RunAccession == r.Run.RunAccession && l.Passed != null));
        }

        return rows;
    }

    private static AssemblyView View(Row row, IEnumerable<QcMetric> metrics) => new()
    {
        Run = row.Run.RunAccession,
        ScientificName = row.Run.ScientificName,
        Passed = row.Passed,
        Status = row.Assembly?.Status ?? (row.Passed == true ? AssemblyStatus.Waiting : null),
        HeldSince = row.Assembly?.HeldSince,
        HeldBy = row.Assembly?.HeldBy,
        ReportedAt = row.Assembly?.ReportedAt,
        GenomeUrl = row.Assembly?.GenomeUrl,
        GenomeSha1 = row.Assembly?.GenomeSha1,
        ErrorReportUrl = row.Assembly?.ErrorReportUrl,
        ErrorProcess = row.Assembly?.ErrorProcess,
        ErrorExitCode = row.Assembly?.ErrorExitCode,
        FailedFilters = row.Assembly?.FailedFilters,
        PassedScreening = row.Assembly?.PassedScreening,
        ScreeningMessage = row.Assembly?.ScreeningMessage,
        ScreenedBy = row.Assembly?.ScreenedBy,
        Metrics = metrics.OrderBy(m => m.Name, StringComparer.Ordinal).ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal),
    };
}
