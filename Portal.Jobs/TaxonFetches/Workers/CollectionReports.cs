using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Where somebody outside collects: a cycle waits here for what they report.</summary>
public sealed class CollectionReports(WorkerBook book, TaxonStore taxa, OutsideEvents events, IOptions<CollectorOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>The portal copies nothing by itself.</summary>
    public bool AreAwaited => options.Value.IsOutside;

    /// <returns>Null when nothing is left to be reported.</returns>
    internal async Task<StepResult?> AwaitAsync(Taxon taxon, Guid cycle, CancellationToken cancellationToken)
    {
        if (!AreAwaited)
        {
            return null;
        }

        var gone = await book.GoneAsync(cycle, cancellationToken); // first: who goes meanwhile ends the wait at once
        var left = await book.OfAsync(cycle, cancellationToken);
        var ready = left.Where(w => w.State == WorkerState.Ready).ToList();
        return (left.Count, ready.Count) switch
        {
            (0, _) => null,
            (_, 0) => StepResult.Wait("collected workers to go", clock.GetUtcNow()), // reported while this step was under way
            _ => StepResult.WaitForEvent(EventOf(cycle, taxon.Attentions, gone), $"the collector to fetch what {Words.Count(ready.Count, "worker")} {(ready.Count == 1 ? "has" : "have")}", clock.GetUtcNow() + LookAgain),
        };
    }

    /// <summary>The collector has everything of a worker.</summary>
    public async Task CollectedAsync(Worker worker, CancellationToken cancellationToken)
    {
        var taxon = await taxa.FindAsync(worker.TaxId, cancellationToken);
        await TellAsync(worker.CycleRunId, taxon.Attentions, await book.GoneAsync(worker.CycleRunId, cancellationToken), new { collected = worker.Name }, cancellationToken);
    }

    /// <summary>The collector could not: everything stays as it is, and a person has to look.</summary>
    public async Task DoubtedAsync(Worker worker, string reason, CancellationToken cancellationToken)
    {
        int? before = null;
        await taxa.ChangeAsync(worker.TaxId, (_, taxon, _) =>
        {
            if (taxon.NeedsAttention is null)
            {
                before = taxon.Attentions;
                taxon.RaiseAttention($"{worker.Name} could not be collected: {reason}");
            }
        }, cancellationToken);
        if (before is { } attentions)
        {
            await TellAsync(worker.CycleRunId, attentions, await book.GoneAsync(worker.CycleRunId, cancellationToken) + 1, new { doubt = worker.Name }, cancellationToken);
        }
    }

    // Whoever waited when fewer were gone: what is told is never waited for again.
    private async Task TellAsync(Guid cycle, int attentions, int gone, object word, CancellationToken cancellationToken)
    {
        for (var fewer = 0; fewer < gone; fewer++)
        {
            await events.TellAsync(EventOf(cycle, attentions, fewer), JsonSerializer.SerializeToElement(word), cancellationToken);
        }
    }

    // Each worker that goes, and each time somebody was asked to look, begins another wait.
    private static string EventOf(Guid cycle, int attentions, int gone) => $"collection:{cycle}:{attentions}:{gone}";
}
