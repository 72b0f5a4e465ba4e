using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>What operators do with workers.</summary>
public sealed class WorkerCommands(WorkerBook book, IWorkerFarm farm, OutsideEvents events, Permissions permissions)
{
    /// <summary>Ends a worker and gives up what it has; its runs may be fetched again.</summary>
    /// <param name="confirmedName">The worker's name, written by the person who takes the loss; needed while anything is not collected.</param>
    /// <exception cref="RuleException">Something is not collected, and nobody confirmed.</exception>
    public async Task DestroyAsync(Guid id, string? confirmedName, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "destroy a worker", cancellationToken);
        var before = await book.ChangeAsync(id, async (db, worker, now) =>
        {
            if (worker.State == WorkerState.Destroyed)
            {
                throw new RuleException("destroyed", $"{worker.Name} is gone already.");
            }

            var uncollected = await db.Set<WorkerAssignment>().CountAsync(a => a.WorkerId == id && a.Status != AssignmentStatus.Collected, cancellationToken);
            if (uncollected > 0 && confirmedName != worker.Name)
            {
                throw new RuleException("uncollected", $"{worker.Name} has {uncollected:N0} {(uncollected == 1 ? "run" : "runs")} that nobody collected. To give them up, confirm with the worker’s name.");
            }

            await db.Set<WorkerAssignment>().Where(a => a.WorkerId == id && a.Status != AssignmentStatus.Collected)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, AssignmentStatus.Abandoned).SetProperty(a => a.Reason, $"given up by {by.Name}"), cancellationToken);
            db.AuditEntries.Add(AuditEntry.Of(by, now, "worker.destroy", Worker.KeyOf(id), worker.Name, Scopes.Everything, new { worker.State, uncollected }, null, why));
        }, cancellationToken) ?? throw new NotFoundException("There is no such worker here.");
        try
        {
            await farm.DestroyAsync(before, cancellationToken);
        }
        catch (Exception e) when (e is FarmBusyException or StepFailedException or IOException)
        {
            throw new RuleException("farm", $"{before.Name} is given up and cannot be ended just now. {e.Message} Destroy it again later.", 503);
        }

        var gone = await book.ChangeAsync(id, (_, worker, now) =>
        {
            worker.Destroy(by.Name, now);
            return Task.CompletedTask;
        }, cancellationToken);
        await events.TellAsync(gone!.SettledEvent, System.Text.Json.JsonSerializer.SerializeToElement(new { by = by.Name }), cancellationToken);
    }
}
