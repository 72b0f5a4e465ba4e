using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Stage 4: the files of the runs that pass are divided over workers, as far as some are free.</summary>
public sealed class StartWorkers(TaxonStore taxa, WorkerBook book, WorkerStarter starter, IOptions<TaxonFetchOptions> options, TimeProvider clock) : CycleStep(taxa, options, clock)
{
    private static readonly TimeSpan UntilOneIsFree = TimeSpan.FromSeconds(10);

    public override string Name => "start-workers";

    public override string Title => "Start workers";

    protected override async Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        if (taxon.Stage is not TaxonStage.Workers)
        {
            return StepResult.Done("done before");
        }

        if (string.IsNullOrEmpty(Options.CollectTo))
        {
            return StepResult.Done($"no files are fetched: {TaxonFetchOptions.CollectToKey} is not set");
        }

        if (await book.RequestAsync(taxon, context.RunId, cancellationToken) is not { } workers)
        {
            return StepResult.Wait("a free worker", Clock.GetUtcNow() + UntilOneIsFree);
        }

        foreach (var worker in workers.Where(w => w.State == WorkerState.Requested || w is { State: WorkerState.Starting, Handle: null }))
        {
            await context.GuardAsync(TimeSpan.FromSeconds(10), cancellationToken);
            try
            {
                await starter.StartAsync(worker, cancellationToken);
            }
            catch (FarmBusyException busy)
            {
                return StepResult.Wait(busy.WaitsFor, Clock.GetUtcNow() + busy.After); // the stage stays, and nobody has to look
            }

            context.Note($"{worker.Name} fetches {Words.Count(worker.Runs, "run")}, {worker.Bytes:N0} bytes");
        }

        await Taxa.ChangeAsync(taxon.TaxId, (_, t, now) => t.Enter(TaxonStage.AwaitCollection, now), cancellationToken);
        return StepResult.Done(workers.Count == 0 ? "nothing to fetch" : $"{Words.Count(workers.Count, "worker")} for {Words.Count(workers.Sum(w => w.Runs), "run")}");
    }
}
