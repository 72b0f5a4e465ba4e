using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;
using Portal.Jobs.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What a taxon is asked and judged by.</summary>
/// <param name="Rules">Its own; null: the portal's.</param>
/// <param name="Version">Of the rules when they were read.</param>
public sealed record TaxonRulesWish(FilterRules? Rules, string? ExtraQuery, bool Exact, int Version);

/// <summary>Changes the rules runs are judged by, of the portal or of one taxon; what is there is judged again at once.</summary>
public sealed class FilterRulesCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TaxonStore taxa, RunQueue queue, TimeProvider clock)
{
    private const int LongestQuery = 2_000;

    /// <returns>The run that judges again.</returns>
    public async Task<SubmittedRun> SetOfTaxonAsync(long taxId, TaxonRulesWish wish, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "change a taxon’s rules", cancellationToken);
        Check(wish.Rules);
        var extra = string.IsNullOrWhiteSpace(wish.ExtraQuery) ? null : wish.ExtraQuery.Trim();
        if (extra is { Length: > LongestQuery } || extra?.Any(char.IsControl) == true || Balance(extra) != 0)
        {
            throw new RuleException("extra-query", $"The additional query is one line of at most {LongestQuery:N0} letters with as many opening as closing parentheses.", 422, new Dictionary<string, string>(StringComparer.Ordinal) { ["extraQuery"] = "Check its length and its parentheses." });
        }

        var taxon = await taxa.ChangeAsync(taxId, (db, t, now) =>
        {
            RequireVersion(wish.Version, t.RulesVersion);
            var before = new { t.Rules, t.ExtraQuery, t.Exact };
            if (extra != t.ExtraQuery || wish.Exact != t.Exact)
            {
                t.CheckNow();
            }

            t.Judge(wish.Rules is null ? null : RunParameters.Write(wish.Rules), extra, wish.Exact);
            db.AuditEntries.Add(AuditEntry.Of(by, now, "taxon.rules", Taxon.KeyOf(taxId), $"{t.ScientificName} · {taxId}", Scopes.Everything, before, new { t.Rules, t.ExtraQuery, t.Exact }));
        }, cancellationToken);
        return await queue.SubmitAsync(Again(taxon), by, alongside: null, cancellationToken);
    }

    /// <summary>The portal's rules; every taxon without its own is judged again.</summary>
    /// <returns>How many taxa that are.</returns>
    public async Task<int> SetDefaultsAsync(FilterRules rules, int version, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "change the rules of all taxa", cancellationToken);
        Check(rules);
        var (now, judged) = (clock.GetUtcNow(), new List<Taxon>());
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(hashtextextended('taxa:rules', 0))", cancellationToken);
            var stored = await db.Set<FilterDefaults>().SingleOrDefaultAsync(cancellationToken);
            RequireVersion(version, stored?.Version ?? 0);
            var before = stored?.Rules;
            stored ??= db.Add(new FilterDefaults()).Entity;
            (stored.Rules, stored.Version, stored.ChangedAt, stored.ChangedBy) = (RunParameters.Write(rules), stored.Version + 1, now, by.Name);
            db.AuditEntries.Add(AuditEntry.Of(by, now, "taxon.default-rules", "taxa:rules", "Rules of all taxa", Scopes.Everything, new { rules = before }, new { stored.Rules }));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            judged = await db.Set<Taxon>().AsNoTracking().Where(t => t.Rules == null && t.Runs > 0).ToListAsync(cancellationToken);
        }

        foreach (var taxon in judged)
        {
            await queue.SubmitAsync(Again(taxon), by, alongside: null, cancellationToken);
        }

        return judged.Count;
    }

    private static RunRequest Again(Taxon taxon) => new()
    {
        Workflow = TaxonFilterWorkflow.WorkflowName,
        SubjectKey = Taxon.KeyOf(taxon.TaxId),
        Subject = $"{taxon.ScientificName} · {taxon.TaxId}",
        SubjectUrl = $"/taxon-fetches/{taxon.TaxId}",
        Scope = Scopes.Everything,
        Parameters = RunParameters.Write(new CycleParameters { TaxId = taxon.TaxId }),
        ExclusiveKey = $"{Taxon.KeyOf(taxon.TaxId)}:filter",
    };

    private static void Check(FilterRules? rules)
    {
        if (rules?.Problems() is { Count: > 0 } problems)
        {
            throw new RuleException("rules-wrong", string.Join(' ', problems.Values), 422, problems);
        }
    }

    private static void RequireVersion(int read, int now)
    {
        if (read != now)
        {
            throw new RuleException("changed-meanwhile", "Somebody changed these rules since you read them. Read them again, then change them.");
        }
    }

    // Quoted text may hold anything; outside of it parentheses must not end the ones around the whole.
    private static int Balance(string? query)
    {
        var (open, quoted) = (0, false);
        foreach (var letter in query ?? "")
        {
            quoted ^= letter == '"';
            open += quoted ? 0 : letter switch { '(' => 1, ')' => -1, _ => 0 };
            if (open < 0)
            {
                return open;
            }
        }

        return quoted ? -1 : open;
    }
}
