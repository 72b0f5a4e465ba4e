using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>What every running step needs of the engine.</summary>
internal sealed record StepServices(RunStore Store, RunWriter Writer, RunChildren Children, RunIntents Intents, IFileStore Files, IOptions<RunOptions> Options, TimeProvider Clock);

/// <summary>The engine's side of <see cref="StepContext"/>: every write of it is fenced.</summary>
internal sealed class RunningStep(Run run, RunStep step, ActiveRun active, StepServices services) : StepContext, IAsyncDisposable
{
    private readonly RunStore _store = services.Store;
    private readonly StepReport _report = new(step, active, services.Writer, services.Clock);

    public override Guid RunId => run.Id;
    public override long RunNumber => run.Number;
    public override int Attempt => run.Attempt;
    public override string Scope => run.Scope;
    public override string RequestedBy => run.CreatedBy;

    /// <inheritdoc cref="StepReport.TakeAsync"/>
    public Task<Said> TakeSaidAsync() => _report.TakeAsync();

    public override T Parameters<T>() => RunParameters.Read<T>(run.Parameters);

    public override void Note(string text) => _report.Say(EventLevel.Info, text, warnings: 0);

    public override void Warn(string text, int count = 1) => _report.Say(EventLevel.Warning, text, count);

    public override void Progress(long done, long? total, string unit) => _report.Progress(done, total, unit);

    public override async Task AttachAsync(string name, string title, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(services.Clock.GetUtcNow());
        var key = $"runs/{run.Id}/{id:N}-{name}";
        var bytes = await services.Files.WriteAsync(key, write, cancellationToken);
        await _store.FencedAsync(active.Fence, async db =>
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
                CreatedAt = services.Clock.GetUtcNow(),
            });
            return true;
        }, cancellationToken);
    }

    public override Task<T?> LoadAsync<T>(string key, CancellationToken cancellationToken) where T : class =>
        _store.FencedAsync(active.Fence, async db =>
        {
            var state = await db.RunCheckpoints.Where(c => c.RunId == run.Id && c.Key == key).Select(c => c.State).SingleOrDefaultAsync(cancellationToken);
            return state is null ? null : RunParameters.Read<T>(state);
        }, cancellationToken);

    public override Task SaveAsync<T>(string key, T state, CancellationToken cancellationToken)
    {
        var json = RunParameters.Write(state);
        return _store.FencedAsync(active.Fence, db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO portal.run_checkpoint (run_id, key, state) VALUES ({run.Id}, {key}, {json}::jsonb) ON CONFLICT (run_id, key) DO UPDATE SET state = excluded.state",
            cancellationToken), cancellationToken);
    }

    public override Task<TAnswer?> AnswerAsync<TAnswer>(string name, CancellationToken cancellationToken) where TAnswer : class =>
        _store.FencedAsync(active.Fence, async db =>
        {
            var answer = await db.RunAnswers.Where(a => a.RunId == run.Id && a.Attempt == run.Attempt && a.Step == step.Name && a.Name == name)
                .OrderByDescending(a => a.At).Select(a => a.Answer).FirstOrDefaultAsync(cancellationToken);
            return answer is null ? null : RunParameters.Read<TAnswer>(answer);
        }, cancellationToken);

    public override Task<T?> OutsideEventAsync<T>(string key, CancellationToken cancellationToken) where T : class =>
        _store.FencedAsync(active.Fence, async db =>
        {
            var payload = await db.OutsideEvents.Where(e => e.Key == key).Select(e => e.Payload).SingleOrDefaultAsync(cancellationToken);
            return payload is null ? null : RunParameters.Read<T>(payload);
        }, cancellationToken);

    public override Task SubmitAsync(IReadOnlyList<RunRequest> children, CancellationToken cancellationToken) =>
        services.Children.SubmitAsync(run, active.Fence, children, cancellationToken);

    public override Task<IReadOnlyDictionary<RunState, int>> ChildrenAsync(CancellationToken cancellationToken) =>
        _store.FencedAsync<IReadOnlyDictionary<RunState, int>>(active.Fence, async db =>
            await db.Runs.Where(r => r.ParentId == run.Id).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken), cancellationToken);

    public override Task<TOutcome> OnceAsync<TPayload, TOutcome>(OnceEffect<TPayload, TOutcome> effect, CancellationToken cancellationToken) =>
        services.Intents.OnceAsync(run, active.Fence, effect, timeout => GuardAsync(timeout, cancellationToken), cancellationToken);

    public override async Task GuardAsync(TimeSpan callTimeout, CancellationToken cancellationToken)
    {
        active.ThrowIfLost();
        if (active.LeaseUntil - services.Clock.GetUtcNow() > callTimeout)
        {
            return;
        }

        var until = services.Clock.GetUtcNow() + (services.Options.Value.Lease > callTimeout ? services.Options.Value.Lease : callTimeout + services.Options.Value.Heartbeat);
        if (!await _store.RenewAsync(active.Fence, until, cancellationToken))
        {
            active.Lose();
            throw new LeaseLostException();
        }

        active.LeaseUntil = until;
    }

    public ValueTask DisposeAsync() => _report.DisposeAsync();
}
