using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>The runs of a taxon the caller was found to see.</summary>
public sealed class ReadRunQueries(IDbContextFactory<PortalDbContext> contexts, FilterRulesStore rules)
{
    public const int PageSize = 50;

    /// <param name="cursor">The accession of the last run of the page before.</param>
    public async Task<ListOf<ReadRunView>> ListAsync(long taxId, ReadRunFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Views(db, taxId, filter, cursor).Take(limit + 1).ToListAsync(cancellationToken);
        return rows.Count > limit ? new(rows[..limit], rows[limit - 1].RunAccession) : new(rows, null);
    }

    /// <summary>How many runs pass, and how many fail which rule first; the most first.</summary>
    public async Task<IReadOnlyList<ReasonCount>> ReasonsAsync(long taxId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await db.Set<ReadRunTaxon>().Where(l => l.TaxId == taxId && l.Passed != null).GroupBy(l => l.FirstFailedRule).Select(g => new { Rule = g.Key, Runs = g.LongCount() }).ToListAsync(cancellationToken);
        return [.. groups.OrderBy(g => g.Rule is not null).ThenByDescending(g => g.Runs).Select(g => new ReasonCount(g.Rule, g.Runs))];
    }

    /// <returns>Null when it is no run of the taxon.</returns>
    public async Task<ReadRunExplanation?> ExplainAsync(long taxId, string accession, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<ReadRunTaxon>().AsNoTracking().SingleOrDefaultAsync(l => l.TaxId == taxId && l.RunAccession == accession, cancellationToken) is not { } link)
        {
            return null;
        }

        var run = await db.Set<ReadRun>().AsNoTracking().SingleAsync(r => r.RunAccession == accession, cancellationToken);
        var taxon = await db.Set<Taxon>().AsNoTracking().SingleAsync(t => t.TaxId == taxId, cancellationToken);
        var files = await db.Set<ReadFile>().AsNoTracking().Where(f => f.RunAccession == accession).OrderBy(f => f.Kind).ThenBy(f => f.Ordinal).ToListAsync(cancellationToken);
        var history = await db.Set<ReadRunDecision>().AsNoTracking().Where(d => d.TaxId == taxId && d.RunAccession == accession).OrderByDescending(d => d.At).Take(100).ToListAsync(cancellationToken);
        return new(run, link, [.. (await rules.OfAsync(taxon, cancellationToken)).Explain(run)], files, history);
    }

    internal static IQueryable<ReadRunView> Views(PortalDbContext db, long taxId, ReadRunFilter filter, string? after)
    {
        var links = db.Set<ReadRunTaxon>().AsNoTracking().Where(l => l.TaxId == taxId);
        links = filter.Passed is { } passed ? links.Where(l => l.Passed == passed) : links;
        links = filter.Reason is { Length: > 0 } reason ? links.Where(l => l.FirstFailedRule == reason) : links;
        links = after is null ? links : links.Where(l => string.Compare(l.RunAccession, after) > 0);
        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = $"{LikePattern.Escape(text.ToUpperInvariant())}%";
            links = links.Where(l => EF.Functions.Like(l.RunAccession, pattern, @"\"));
        }

        return from link in links
               join run in db.Set<ReadRun>() on link.RunAccession equals run.RunAccession
               orderby link.RunAccession
               select new ReadRunView
               {
                   RunAccession = run.RunAccession,
                   ScientificName = run.ScientificName,
                   TaxId = run.TaxId,
                   InstrumentPlatform = run.InstrumentPlatform,
                   InstrumentModel = run.InstrumentModel,
                   LibraryStrategy = run.LibraryStrategy,
                   LibrarySource = run.LibrarySource,
                   LibraryLayout = run.LibraryLayout,
                   ReadCount = run.ReadCount,
                   BaseCount = run.BaseCount,
                   Country = run.Country,
                   CollectionDate = run.CollectionDate,
                   FirstPublic = run.FirstPublic,
                   FastqFiles = run.FastqFiles,
                   FastqBytes = run.FastqBytes,
                   WithdrawnAt = run.WithdrawnAt,
                   Passed = link.Passed,
                   FirstFailedRule = link.FirstFailedRule,
                   JudgedAt = link.JudgedAt,
               };
    }
}
