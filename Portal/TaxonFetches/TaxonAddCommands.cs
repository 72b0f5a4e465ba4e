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

/// <summary>How ids are added.</summary>
/// <param name="AllOrNothing">One that cannot be tracked keeps all others out.</param>
/// <param name="CoveredToo">Also what a tracked taxon above it brings anyway.</param>
/// <param name="Exact">Only the taxa themselves, nothing below them.</param>
public sealed record AddTaxaWish(IReadOnlyList<TaxonIdWord> Words, bool AllOrNothing = false, bool CoveredToo = false, bool Exact = false);

/// <summary>Brings taxa in: pages, API and command line call the same methods.</summary>
public sealed class TaxonAddCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TaxonAdding adding, RunForecast forecast, TaxonPicker picker, TimeProvider clock)
{
    public const int MostIds = 5_000;

    /// <summary>What would become of them, with counts and bytes; nothing is written.</summary>
    public async Task<TaxonOutcomes> ForecastAsync(AddTaxaWish wish, Actor by, CancellationToken cancellationToken)
    {
        var outcomes = await LookAsync(wish, progress: null, by, cancellationToken);
        var told = new List<TaxonOutcome>(outcomes.Input);
        foreach (var outcome in outcomes.Items)
        {
            told.Add(IsNew(outcome.Kind) ? await ForecastAsync(outcome, wish.Exact, cancellationToken) : outcome);
        }

        return new(told);
    }

    /// <summary>What would become of them, without asking for their runs.</summary>
    public async Task<TaxonOutcomes> LookAsync(AddTaxaWish wish, Action<int>? progress, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "add taxa", cancellationToken);
        if (wish.Words.Count > MostIds)
        {
            throw new RuleException("too-many-ids", $"At most {MostIds:N0} ids at once; these are {wish.Words.Count:N0}. Send them in parts.", 400);
        }

        return new(await adding.LookAsync(wish.Words, wish.CoveredToo, progress, cancellationToken));
    }

    /// <exception cref="RuleException">All or nothing was asked, and something cannot be tracked.</exception>
    public async Task<TaxonOutcomes> AddAsync(AddTaxaWish wish, Actor by, CancellationToken cancellationToken)
    {
        var outcomes = await LookAsync(wish, progress: null, by, cancellationToken);
        if (wish.AllOrNothing && outcomes.HasProblems)
        {
            var first = outcomes.Items.First(i => i.Kind is TaxonOutcomeKind.Malformed or TaxonOutcomeKind.Unknown or TaxonOutcomeKind.Deleted or TaxonOutcomeKind.NotResolved);
            throw new RuleException("not-all", $"Nothing was added, because all or nothing was asked: “{first.Input}”: {first.Sentence}", 422);
        }

        outcomes = await AddAsync(outcomes, wish.Exact, restore: null, by, cancellationToken);
        await picker.PickAsync(cancellationToken);
        return outcomes;
    }

    /// <summary>Takes over the taxa of an earlier tracker with what it knew of them. Of a taxon it has twice, the last line counts.</summary>
    public async Task<TaxonOutcomes> ImportAsync(TrackerFile file, Actor by, CancellationToken cancellationToken)
    {
        var last = new Dictionary<long, TrackerRow>();
        var words = file.Rows.Select(r => TaxonIdWords.Read(r.TaxonId)).ToList();
        foreach (var (word, row) in words.Zip(file.Rows).Where(p => p.First.Id is not null))
        {
            last[word.Id!.Value] = row;
        }

        var outcomes = await LookAsync(new(words, CoveredToo: true), progress: null, by, cancellationToken);
        outcomes = await AddAsync(outcomes, exact: false, (o, t) => t.Restore(last[TaxonIdWords.Read(o.Input).Id!.Value]), by, cancellationToken);
        await picker.PickAsync(cancellationToken);
        return outcomes;
    }

    private static bool IsNew(TaxonOutcomeKind kind) => kind is TaxonOutcomeKind.Added or TaxonOutcomeKind.Merged;

    private async Task<TaxonOutcome> ForecastAsync(TaxonOutcome outcome, bool exact, CancellationToken cancellationToken)
    {
        try
        {
            return await forecast.OfAsync(outcome, exact, cancellationToken);
        }
        catch (Exception e) when (e is StepFailedException or Jobs.Outside.Ena.EnaRefusedException or Jobs.Outside.Ena.EnaTroubleException)
        {
            return outcome with { Sentence = $"{outcome.Sentence} {e.Message}" };
        }
    }

    // What somebody else added in the meantime is tracked already, and told so.
    private async Task<TaxonOutcomes> AddAsync(TaxonOutcomes outcomes, bool exact, Action<TaxonOutcome, Taxon>? restore, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(hashtextextended('taxa:add', 0))", cancellationToken);
        var ids = outcomes.Items.Where(i => IsNew(i.Kind)).Select(i => i.TaxId!.Value).ToArray();
        var there = await db.Set<Taxon>().Where(t => ids.Contains(t.TaxId)).Select(t => t.TaxId).ToHashSetAsync(cancellationToken);
        var (now, told) = (clock.GetUtcNow(), new List<TaxonOutcome>(outcomes.Input));
        foreach (var outcome in outcomes.Items)
        {
            if (!IsNew(outcome.Kind) || there.Contains(outcome.TaxId!.Value))
            {
                told.Add(IsNew(outcome.Kind) ? outcome with { Kind = TaxonOutcomeKind.AlreadyTracked, Sentence = "It is tracked already." } : outcome);
                continue;
            }

            var taxon = Taxon.Add(outcome.TaxId!.Value, outcome.ScientificName!, outcome.Rank!, outcome.Lineage!, exact, by.Name, now);
            restore?.Invoke(outcome, taxon);
            db.Add(taxon);
            TaxonCommands.Audit(db, "taxon.add", taxon, by, now, null, new { taxon.TaxId, taxon.Rank, taxon.Exact, outcome.Input }, null);
            told.Add(outcome);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(told);
    }
}
