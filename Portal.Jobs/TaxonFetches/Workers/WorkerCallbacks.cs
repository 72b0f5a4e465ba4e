using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Listens to workers. What one says twice happens once, and nothing it says leads backwards.</summary>
public sealed class WorkerCallbacks(WorkerBook book, IDbContextFactory<PortalDbContext> contexts, OutsideEvents events)
{
    private const int LongestReason = 4_000;

    /// <param name="secret">As it was sent; null: none was.</param>
    /// <exception cref="RuleException">401 unknown or destroyed, 403 another worker's secret, 400 no sense, 409 backwards.</exception>
    public async Task HearAsync(Guid id, string? secret, WorkerMessage message, CancellationToken cancellationToken)
    {
        await RequireAsync(id, secret, cancellationToken);
        var state = State(message);
        var settled = false;
        var worker = await book.ChangeAsync(id, async (db, w, now) =>
        {
            // Once more under the lock: it may have been destroyed, or started anew, meanwhile.
            if (!WorkerSecrets.Fits(w.SecretHash, secret!))
            {
                throw Unknown();
            }

            if (w.State == state && state != WorkerState.Working || state == WorkerState.Ready && w.State == WorkerState.Collected || state == WorkerState.Working && w.State == state && message.Sequence <= w.Sequence)
            {
                return;
            }

            if (!w.MayMoveTo(state))
            {
                throw new RuleException("backwards", $"{w.Name} is {w.State} and cannot become {state}.");
            }

            w.Hear(state, message.DoneBytes, message.Sequence, message.Reason, now);
            await WorkerLog.HearAsync(db, w, message, now, cancellationToken);
            settled = state is WorkerState.Ready or WorkerState.Error;
            if (settled)
            {
                var becomes = state == WorkerState.Ready ? AssignmentStatus.Ready : AssignmentStatus.Error;
                await db.Set<WorkerAssignment>().Where(a => a.WorkerId == id && a.Status == AssignmentStatus.Processing)
                    .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, becomes).SetProperty(a => a.Reason, message.Reason), cancellationToken);
            }
        }, cancellationToken);
        if (settled)
        {
            await events.TellAsync(worker!.SettledEvent, JsonSerializer.SerializeToElement(new { state = worker.State.ToString() }), cancellationToken);
        }
    }

    /// <exception cref="RuleException">401 unknown or destroyed, 403 another worker's secret.</exception>
    public async Task RequireAsync(Guid id, string? secret, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
        {
            throw Unknown();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hash = WorkerSecrets.Hash(secret);
        var owner = await db.Set<Worker>().Where(w => w.SecretHash == hash).Select(w => (Guid?)w.Id).FirstOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            throw Unknown();
        }

        if (owner != id)
        {
            throw new RuleException("other-worker", "This secret belongs to another worker.", 403);
        }
    }

    private static WorkerState State(WorkerMessage message)
    {
        var reason = !string.IsNullOrWhiteSpace(message.Reason);
        return (message.State, reason) switch
        {
            _ when message.Reason is { Length: > LongestReason } => throw new RuleException("reason", $"A reason has at most {LongestReason:N0} letters.", 400),
            _ when message is { Words.Length: > WorkerMessage.LongestWords } or { Output.Length: > WorkerMessage.LongestOutput } => throw new RuleException("words", $"Words have at most {WorkerMessage.LongestWords:N0} letters, output {WorkerMessage.LongestOutput:N0}.", 400),
            _ when message.DoneBytes < 0 || message.Sequence < 0 => throw new RuleException("numbers", "Bytes and sequence are not below 0.", 400),
            ("started" or "progress", false) => WorkerState.Working,
            ("ready", false) => WorkerState.Ready,
            ("error", true) => WorkerState.Error,
            ("error", false) => throw new RuleException("reason", "An error needs its reason.", 400),
            ("started" or "progress" or "ready", true) => throw new RuleException("reason", "Only an error has a reason.", 400),
            _ => throw new RuleException("state", "The state is started, progress, ready or error.", 400),
        };
    }

    private static RuleException Unknown() => new("worker-secret", "This is no worker’s secret, or its worker was destroyed.", 401);
}
