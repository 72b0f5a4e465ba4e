using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The engine's side of <see cref="StepContext"/>: every write of it is fenced.</summary>
internal sealed class RunningStep(Run run, RunStep step, ActiveRun active, RunStore store, IFileStore files, RunOptions options, TimeProvider clock, ILogger logger)
    : StepContext, IAsyncDisposable
{
    private readonly StepReport _report = new(run, step, active, store, clock, logger);

    public override Guid RunId => run.Id;
    public override long RunNumber => run.Number;
    public override int Attempt => run.Attempt;
    public override string Scope => run.Scope;
    public override string RequestedBy => run.CreatedBy;

    public void Start() => _report.Start();

    /// <inheritdoc cref="StepReport.FlushAsync"/>
    public Task FlushAsync(bool withProgress, CancellationToken cancellationToken) => _report.FlushAsync(withProgress, cancellationToken);

    public override T Parameters<T>() => RunParameters.Read<T>(run.Parameters);

    public override void Note(string text) => _report.Say(EventLevel.Info, text, warnings: 0);

    public override void Warn(string text, int count = 1) => _report.Say(EventLevel.Warning, text, count);

    public override void Progress(long done, long? total, string unit) => _report.Progress(done, total, unit);

    public override async Task AttachAsync(string name, string title, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var key = $"runs/{run.Id}/{id:N}-{name}";
        var bytes = await files.WriteAsync(key, write, cancellationToken);
        await store.FencedAsync(active.Fence, async db =>
        {
            await db.RunArtifacts.Where(a => a.RunId == run.Id && a.Attempt == run.Attempt && a.Step == step.Name && a.Name == name).ExecuteDeleteAsync(cancellationToken);
            db.RunArtifacts.Add(new RunArtifact
            {
                Id = id,
                RunId = run.Id,
                Attempt = run.Attempt,
                Step = step.Name,
                Name = name,
                Title = title,
                ContentType = contentType,
                Bytes = bytes,
                StorageKey = key,
                CreatedAt = clock.GetUtcNow(),
            });
            return true;
        }, cancellationToken);
    }

    public override Task<T?> LoadAsync<T>(string key, CancellationToken cancellationToken) where T : class =>
        store.FencedAsync(active.Fence, async db =>
        {
            var state = await db.RunCheckpoints.Where(c => c.RunId == run.Id && c.Key == key).Select(c => c.State).SingleOrDefaultAsync(cancellationToken);
            return state is null ? null : RunParameters.Read<T>(state);
        }, cancellationToken);

    public override Task SaveAsync<T>(string key, T state, CancellationToken cancellationToken)
    {
        var json = RunParameters.Write(state);
        return store.FencedAsync(active.Fence, db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO portal.run_checkpoint (run_id, key, state) VALUES ({run.Id}, {key}, {json}::jsonb) ON CONFLICT (run_id, key) DO UPDATE SET state = excluded.state",
            cancellationToken), cancellationToken);
    }

    public override async Task GuardAsync(TimeSpan callTimeout, CancellationToken cancellationToken)
    {
        active.ThrowIfLost();
        if (active.LeaseUntil - clock.GetUtcNow() > callTimeout)
        {
            return;
        }

        var until = clock.GetUtcNow() + (options.Lease > callTimeout ? options.Lease : callTimeout + options.Heartbeat);
        if (!await store.RenewAsync(active.Fence, until, cancellationToken))
        {
            active.Lose();
            throw new LeaseLostException();
        }

        active.LeaseUntil = until;
    }

    public ValueTask DisposeAsync() => _report.DisposeAsync();
}
