using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Ena;

namespace Portal.Jobs.TaxonFetches;

/// <summary>What following a taxon would bring: runs, how many of them pass, and their bytes. Nothing is written.</summary>
public sealed class RunForecast(EnaClient ena, FilterRulesStore rules, TimeProvider clock)
{
    private const long MostLookedAt = 20_000;

    /// <exception cref="Domain.Runs.StepFailedException">ENA cannot be asked.</exception>
    public async Task<TaxonOutcome> OfAsync(TaxonOutcome outcome, bool exact, CancellationToken cancellationToken)
    {
        var query = TaxonQuery.Of(outcome.TaxId!.Value, exact, extra: null);
        var runs = await ena.CountAsync(query, cancellationToken);
        if (runs is 0 or > MostLookedAt)
        {
            return outcome with { Runs = runs, Passing = runs == 0 ? 0 : null, Bytes = runs == 0 ? 0 : null };
        }

        var (fields, judge, now) = (ReadRunFields.Of(await ena.ReturnFieldsAsync(cancellationToken)), (await rules.DefaultsAsync(cancellationToken)).Rules, clock.GetUtcNow());
        var (passing, bytes) = (0L, 0L);
        await foreach (var cells in ena.SearchAsync(query, fields.Asked, cancellationToken))
        {
            var run = fields.Read(cells, now).Run;
            if (judge.FirstFailure(run) is null)
            {
                (passing, bytes) = (passing + 1, bytes + (run.FastqBytes ?? 0));
            }
        }

        return outcome with { Runs = runs, Passing = passing, Bytes = bytes };
    }
}
