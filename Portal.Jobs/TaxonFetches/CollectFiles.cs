using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Waits until all workers of the taxon are ready, collects from each, and lets it go. Any doubt keeps everything and asks for a person.</summary>
public sealed class CollectFiles(TaxonStore taxa, WorkerBook book, WorkerStarter starter, WorkerMeetings meetings, FileCollector collector, CollectionReports reports, PipelineResults results, IWorkerFarm farm,
    IDbContextFactory<PortalDbContext> contexts, IOptions<TaxonFetchOptions> options, TimeProvider clock)
    : CycleStep(taxa, options, clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(2);

    public override string Name => "collect-files";

    public override string Title => "Collect files";

    protected override async Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        if (taxon.Stage is not TaxonStage.AwaitCollection)
        {
            return StepResult.Done(string.IsNullOrEmpty(Options.CollectTo) ? "nothing to collect" : "done before");
        }

        try
        {
            return await LookAsync(taxon, context, cancellationToken);
        }
        catch (FarmBusyException busy)
        {
            return StepResult.Wait(busy.WaitsFor, Clock.GetUtcNow() + busy.After);
        }
    }

    private async Task<StepResult> LookAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        // Somebody was asked about these, and has looked since: attention would have kept this step from running.
        var asked = await context.LoadAsync<AskedAbout>(AskedAbout.Key, cancellationToken) ?? new AskedAbout([]);
        foreach (var broken in (await book.OfAsync(context.RunId, cancellationToken)).Where(w => (w.State == WorkerState.Error && asked.Starts.Contains(AskedAbout.Of(w))) || w is { State: WorkerState.Starting, Handle: null }))
        {
            context.Note($"{broken.Name} is started again on what it has");
            await starter.StartAsync(broken, cancellationToken);
        }

        string? unmet;
        try
        {
            unmet = await meetings.MeetAsync(await book.OfAsync(context.RunId, cancellationToken), cancellationToken);
        }
        catch (CollectionDoubtException doubt)
        {
            return await AskAsync(taxon, doubt.Message, cancellationToken);
        }

        await NoticeLostAsync(await book.OfAsync(context.RunId, cancellationToken), cancellationToken);
        var workers = await book.OfAsync(context.RunId, cancellationToken);
        var all = workers.Sum(w => w.Bytes);
        context.Progress(workers.Sum(w => w.IsSettled ? w.Bytes : w.DoneBytes), all, "bytes");
        if (workers.FirstOrDefault(w => !w.IsSettled) is { } busy)
        {
            return StepResult.WaitForEvent(busy.SettledEvent, $"{Words.Count(workers.Count(w => !w.IsSettled), "worker")} to have fetched their files", Clock.GetUtcNow() + (unmet is null ? LookAgain : LookSoon));
        }

        if (workers.FirstOrDefault(w => w.State == WorkerState.Error) is { } failed)
        {
            var result = await AskAsync(taxon, $"{failed.Name} failed: {failed.Reason}", cancellationToken);
            await context.SaveAsync(AskedAbout.Key, new AskedAbout([.. workers.Where(w => w.State == WorkerState.Error).Select(AskedAbout.Of)]), cancellationToken);
            return result;
        }

        return unmet is null ? await CollectAsync(taxon, workers, context, cancellationToken) : StepResult.Wait(unmet, Clock.GetUtcNow() + LookSoon);
    }

    private async Task<StepResult> CollectAsync(Taxon taxon, IReadOnlyList<Worker> workers, StepContext context, CancellationToken cancellationToken)
    {
        if (workers.Count > 0)
        {
            await Taxa.ChangeAsync(taxon.TaxId, (_, t, _) => t.AllReady(), cancellationToken);
        }

        foreach (var worker in workers)
        {
            try
            {
                if (worker.State == WorkerState.Ready && reports.AreAwaited)
                {
                    continue;
                }

                if (worker.State == WorkerState.Ready)
                {
                    await results.CollectAsync(worker, cancellationToken);
                    await collector.CollectAsync(worker, async done =>
                    {
                        context.Progress(done, worker.Bytes, "bytes");
                        await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
                    }, cancellationToken);
                    context.Note($"{worker.Name}: {Words.Count(worker.Runs, "run")} collected and verified");
                }

                await collector.DestroyAsync(worker, "the portal", cancellationToken);
            }
            catch (Exception doubt) when (doubt is CollectionDoubtException or IOException or UnauthorizedAccessException)
            {
                await book.ChangeAsync(worker.Id, (_, w, _) =>
                {
                    w.Doubt(doubt.Message);
                    return Task.CompletedTask;
                }, cancellationToken);
                return await AskAsync(taxon, doubt.Message, cancellationToken);
            }
        }

        if (await reports.AwaitAsync(taxon, context.RunId, cancellationToken) is { } awaited)
        {
            return awaited;
        }

        var collected = await CountAsync(taxon.TaxId, cancellationToken);
        await Taxa.ChangeAsync(taxon.TaxId, (_, t, _) => t.Count(t.Runs, t.Passed, collected), cancellationToken);
        return StepResult.Done(workers.Count == 0 ? "nothing to collect" : $"{Words.Count(workers.Sum(w => w.Runs), "run")} collected and verified");
    }

    private async Task NoticeLostAsync(IReadOnlyList<Worker> workers, CancellationToken cancellationToken)
    {
        foreach (var worker in workers.Where(w => !w.IsSettled))
        {
            var there = worker.Handle is null ? null : await farm.IsThereAsync(worker, cancellationToken);
            var (gone, queued) = (there == false, there == true && worker.State == WorkerState.Starting && farm.Queues);
            var silent = !queued && Clock.GetUtcNow() - (worker.LastSeenAt ?? worker.RequestedAt) > Options.LostAfter;
            if (gone || silent)
            {
                var output = farm is IWorkerOutput speaks ? await speaks.OutputAsync(worker, cancellationToken) : null;
                var why = gone ? "It ended without a word." : $"It said nothing for {Options.LostAfter.TotalMinutes:0} minutes.";
                await meetings.LoseAsync(worker, output is null ? why : $"{why} {output.Standing}", gone && farm.AddressOf(worker) is null, cancellationToken);
            }
        }
    }

    private async Task<StepResult> AskAsync(Taxon taxon, string why, CancellationToken cancellationToken)
    {
        var after = await Taxa.ChangeAsync(taxon.TaxId, (_, t, _) => t.RaiseAttention(why), cancellationToken);
        return StepResult.WaitForEvent(TaxonCycleWorkflow.ClearedEvent(after.TaxId, after.Attentions), $"somebody to look at {after.ScientificName}: {why}", until: null);
    }

    private async Task<long> CountAsync(long taxId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ReadRunTaxon>().Where(l => l.TaxId == taxId && db.Set<WorkerAssignment>().Any(a => a.RunAccession == l.RunAccession && a.Status == AssignmentStatus.Collected)).LongCountAsync(cancellationToken);
    }
}

/// <summary>Starts of workers that failed and somebody was asked about; kept as a checkpoint.</summary>
internal sealed record AskedAbout(IReadOnlyList<string> Starts)
{
    public const string Key = "asked-about-workers";

    public static string Of(Worker worker) => $"{worker.Id}/{worker.Starts}";
}
