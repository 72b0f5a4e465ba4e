using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>What pages and API read about taxa. They belong to the whole portal: seen by everybody with a role in it.</summary>
public sealed class TaxonQueries(IDbContextFactory<PortalDbContext> contexts, FilterRulesStore rules, IOptions<TaxonFetchOptions> options)
{
    public const int PageSize = 100;

    public static bool MaySee(Grants grants) => grants.May(Scopes.Everything, Role.Viewer);

    /// <summary>What waits for a person comes first, then by name.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    /// <exception cref="ArgumentException">The cursor is not one this list gave out.</exception>
    public async Task<ListOf<TaxonView>> ListAsync(TaxonFilter filter, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        Require(grants);
        var skip = Skip(cursor);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Select(db, filter).OrderByDescending(t => t.NeedsAttention != null || t.Status == TaxonStatus.Error).ThenBy(t => t.ScientificName).ThenBy(t => t.TaxId)
            .Skip(skip).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. rows.Take(limit).Select(View)], rows.Count > limit ? $"{skip + limit}" : null);
    }

    public async Task<int> CountAsync(TaxonFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, filter).CountAsync(cancellationToken);
    }

    /// <returns>Null when it is not tracked, or the caller may not see it.</returns>
    public async Task<TaxonView?> FindAsync(long taxId, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return MaySee(grants) && await db.Set<Taxon>().AsNoTracking().SingleOrDefaultAsync(t => t.TaxId == taxId, cancellationToken) is { } taxon ? View(taxon) : null;
    }

    public async Task<TaxonFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await db.Set<Taxon>().GroupBy(t => new { t.Status, Attention = t.NeedsAttention != null || t.Status == TaxonStatus.Error, t.Leased })
            .Select(g => new { g.Key.Status, g.Key.Attention, g.Key.Leased, Taxa = g.Count(), Runs = g.Sum(t => t.Runs), Passed = g.Sum(t => t.Passed) }).ToListAsync(cancellationToken);
        return new(groups.Sum(g => g.Taxa), groups.Where(g => g.Attention).Sum(g => g.Taxa), groups.Where(g => g.Leased).Sum(g => g.Taxa),
            Enum.GetValues<TaxonStatus>().ToDictionary(s => s, s => groups.Where(g => g.Status == s).Sum(g => g.Taxa)), groups.Sum(g => g.Runs), groups.Sum(g => g.Passed));
    }

    public async Task<DefaultRulesView> DefaultsAsync(CancellationToken cancellationToken)
    {
        var (defaults, stored) = await rules.DefaultsAsync(cancellationToken);
        return new(defaults, stored?.Version ?? 0, stored?.ChangedAt, stored?.ChangedBy);
    }

    /// <summary>The tracker file, in its last form, a line at a time.</summary>
    public async IAsyncEnumerable<string> TrackerAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return TrackerCsv.Header;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var taxon in db.Set<Taxon>().AsNoTracking().Where(t => t.MergedInto == null).OrderBy(t => t.TaxId).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return TrackerCsv.Write(taxon);
        }
    }

    internal static void Require(Grants grants)
    {
        if (!MaySee(grants))
        {
            throw new NotFoundException();
        }
    }

    internal static int Skip(string? cursor) => cursor is null ? 0 : int.TryParse(cursor, out var from) && from > 0 ? from
        : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));

    private static IQueryable<Taxon> Select(PortalDbContext db, TaxonFilter filter)
    {
        var taxa = db.Set<Taxon>().AsNoTracking();
        taxa = filter.Status is { } status ? taxa.Where(t => t.Status == status) : taxa;
        taxa = filter.Attention ? taxa.Where(t => t.NeedsAttention != null || t.Status == TaxonStatus.Error) : taxa;
        if (filter.Text is { Length: > 0 } text)
        {
            var (pattern, id) = (LikePattern.Containing(text), long.TryParse(text, out var number) ? number : -1);
            taxa = taxa.Where(t => t.TaxId == id || EF.Functions.ILike(t.ScientificName, pattern, @"\") || EF.Functions.ILike(t.Lineage, pattern, @"\"));
        }

        return taxa;
    }

    private TaxonView View(Taxon taxon) => new()
    {
        TaxId = taxon.TaxId,
        ScientificName = taxon.ScientificName,
        Rank = taxon.Rank,
        Lineage = taxon.Lineage,
        MergedInto = taxon.MergedInto,
        Status = taxon.Status,
        Stage = taxon.Stage,
        Priority = taxon.EffectivePriority,
        OperatorPriority = taxon.OperatorPriority,
        NeedsAttention = taxon.NeedsAttention,
        GeneratedWarning = taxon.GeneratedWarning,
        Error = taxon.Error,
        LastChecked = taxon.LastChecked,
        NextDue = taxon.Due || taxon.Leased || taxon.MergedInto is not null ? null : taxon.LastChecked + options.Value.Interval,
        CheckpointTime = taxon.CheckpointTime,
        UnderWay = taxon.Leased,
        CycleRunId = taxon.CycleRunId,
        Exact = taxon.Exact,
        ExtraQuery = taxon.ExtraQuery,
        Rules = taxon.Rules is null ? null : RunParameters.Read<FilterRules>(taxon.Rules),
        RulesVersion = taxon.RulesVersion,
        Runs = taxon.Runs,
        Passed = taxon.Passed,
        Collected = taxon.Collected,
        AddedAt = taxon.AddedAt,
        AddedBy = taxon.AddedBy,
    };
}
