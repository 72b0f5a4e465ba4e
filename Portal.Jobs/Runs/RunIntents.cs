using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>Outside effects that happen once: intent, effect, outcome; and what a dead process left open is asked about.</summary>
internal sealed class RunIntents(RunStore store, IEnumerable<IIntentKind> kinds, TimeProvider clock)
{
    public async Task<TOutcome> OnceAsync<TPayload, TOutcome>(Run run, Fence fence, OnceEffect<TPayload, TOutcome> effect, Func<TimeSpan, Task> guard, CancellationToken cancellationToken)
        where TOutcome : class
    {
        var kind = Kind(effect.Kind);
        var (intent, isNew) = await store.FencedAsync(fence, db => OpenAsync(db, run, effect, cancellationToken), cancellationToken);
        if (intent.State == IntentState.Done)
        {
            return RunParameters.Read<TOutcome>(intent.Outcome!);
        }

        // Open from before: it may have happened, and only the outside knows.
        if (!isNew && await kind.FindAsync(intent, cancellationToken) is { } found)
        {
            await SettleAsync(fence, intent.Id, found, cancellationToken);
            return RunParameters.Read<TOutcome>(found);
        }

        await guard(effect.Timeout);
        var outcome = await effect.Do(intent.Id, cancellationToken);
        await SettleAsync(fence, intent.Id, RunParameters.Write(outcome), cancellationToken);
        return outcome;
    }

    /// <summary>Asks the outside about one open intent whose run nobody works on, and settles it when the answer decides.</summary>
    public async Task<IntentState> LookAsync(PortalDbContext db, OutsideIntent intent, bool runHasEnded, CancellationToken cancellationToken)
    {
        var found = await Kind(intent.Kind).FindAsync(intent, cancellationToken);
        intent.Looks++;
        intent.LookedAt = clock.GetUtcNow();
        if (found is not null || runHasEnded)
        {
            intent.State = found is null ? IntentState.Dropped : IntentState.Done;
            intent.Outcome = found;
            intent.SettledAt = clock.GetUtcNow();
        }

        await db.SaveChangesAsync(cancellationToken);
        return intent.State;
    }

    private IIntentKind Kind(string name) => kinds.FirstOrDefault(k => k.Name == name)
        ?? throw new InvalidOperationException($"Nobody can be asked about outside effects of the kind “{name}”.");

    private async Task<(OutsideIntent Intent, bool IsNew)> OpenAsync<TPayload, TOutcome>(PortalDbContext db, Run run, OnceEffect<TPayload, TOutcome> effect, CancellationToken cancellationToken)
        where TOutcome : class
    {
        if (await db.OutsideIntents.SingleOrDefaultAsync(i => i.RunId == run.Id && i.Kind == effect.Kind && i.Key == effect.Key, cancellationToken) is { } known)
        {
            if (known.State == IntentState.Dropped)
            {
                known.State = IntentState.Open; // wanted once more by a retry; under the same id, so that the outside still knows it
                known.SettledAt = null;
            }

            return (known, false);
        }

        var now = clock.GetUtcNow();
        var intent = new OutsideIntent
        {
            Id = Guid.CreateVersion7(now),
            RunId = run.Id,
            Kind = effect.Kind,
            Key = effect.Key,
            Subject = effect.Subject,
            Payload = RunParameters.Write(effect.Payload),
            CreatedAt = now,
        };
        db.OutsideIntents.Add(intent);
        var by = Actor.Portal with { Id = run.CreatedById, Name = run.CreatedBy, Via = "run" };
        db.AuditEntries.Add(AuditEntry.Of(by, now, $"outside.{effect.Kind}", $"run:{run.Id}", $"R-{run.Number} {effect.Subject}", run.Scope, after: effect.Payload));
        return (intent, true);
    }

    private Task<int> SettleAsync(Fence fence, Guid intent, string outcome, CancellationToken cancellationToken) =>
        store.FencedAsync(fence, db => db.Database.ExecuteSqlAsync(
            $"UPDATE portal.outside_intent SET state = 'Done', outcome = {outcome}::jsonb, settled_at = {clock.GetUtcNow()} WHERE id = {intent}", cancellationToken), cancellationToken);
}
