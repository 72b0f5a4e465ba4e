using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Sends what the ledger holds open, a few files at a time. A refusal stops its own file only; an outage stops the step.</summary>
public sealed class LoadFiles(ApplyLedger ledger, DataServiceClient dataService, IOptions<GwoManifestOptions> options, TimeProvider clock) : IStep
{
    private const int FilesAtOnce = 200;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public string Name => "load";

    public string Title => "Load files and links";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        await ledger.RequireNotRolledBackAsync(context.RunId, cancellationToken);
        var (open, total) = await ledger.FilesAsync(context.RunId, cancellationToken);
        var progress = new Tally(total - open, total);
        context.Progress(progress.Done, total, "files");
        var loader = new FileLoader(dataService, ledger, context, clock, context.Parameters<ApplyParameters>().Options);
        try
        {
            await LoadAsync(loader, progress, context, cancellationToken);
        }
        catch (StepFailedException e)
        {
            throw new StepFailedException($"{e.Message} {progress.Done:N0} of {Words.Count(total, "file")} are loaded; Retry continues with the rest.", e.Detail, e);
        }

        await TellAsync(context, cancellationToken);
        if (progress.FirstRefusal is { } first)
        {
            throw new StepFailedException($"The Data Service refused {Words.Count(progress.Refused, "file")} of {total:N0}; the first: row {first.Row}, {first.ExternalId}: "
                + $"{first.Message?.TrimEnd('.')}. Everything else is loaded; Retry sends only what was refused.", first.Message);
        }

        return StepResult.Done($"{Words.Count(total, "file")} loaded");
    }

    private async Task LoadAsync(FileLoader loader, Tally progress, StepContext context, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken };
        var last = -1;
        while (await ledger.NextAsync(context.RunId, last, FilesAtOnce, cancellationToken) is { Count: > 0 } files)
        {
            await Parallel.ForEachAsync(files, parallel, async (entries, token) =>
            {
                // Cancelling takes effect between files: the one under way may end, within reason.
                using var grace = new CancellationTokenSource();
                await using var registration = token.Register(() => grace.CancelAfter(Grace));
                progress.Add(await loader.LoadAsync(entries, grace.Token));
                context.Progress(progress.Done, progress.Total, "files");
            });
            last = files[^1][0].File;
        }
    }

    private async Task TellAsync(StepContext context, CancellationToken cancellationToken)
    {
        foreach (var entity in (await ledger.CountAsync(context.RunId, cancellationToken)).GroupBy(c => c.Entity).OrderBy(g => g.Key))
        {
            var name = entity.Key switch
            {
                PlanEntity.GenomicFile => "Genomic files",
                PlanEntity.BiospecimenLink => "Specimen links",
                PlanEntity.ExperimentLink => "Experiment links",
                _ => throw new InvalidOperationException($"No name for {entity.Key}."),
            };
            context.Note($"{name}: {string.Join(", ", entity.OrderBy(c => c.Action).ThenBy(c => c.State).Select(c => $"{c.Count:N0} {Word(c)}"))}");
        }
    }

    private static string Word(LedgerCount count) => (count.State, count.Action) switch
    {
        (LedgerState.Kept, PlanAction.Update) => "left as registered",
        (LedgerState.Kept, _) => "unchanged",
        (LedgerState.Done, PlanAction.Create) => "created",
        (LedgerState.Done, _) => "updated",
        (LedgerState.Refused, _) => "refused",
        _ => "not sent",
    };

    private sealed class Tally(int done, int total)
    {
        private readonly Lock _lock = new();

        public int Done { get; private set; } = done;

        public int Total => total;

        public int Refused { get; private set; }

        public GwoLedgerEntry? FirstRefusal { get; private set; }

        public void Add(GwoLedgerEntry? refusal)
        {
            lock (_lock)
            {
                if (refusal is null)
                {
                    Done++;
                    return;
                }

                Refused++;
                FirstRefusal = FirstRefusal is null || refusal.Row < FirstRefusal.Row ? refusal : FirstRefusal;
            }
        }
    }
}
