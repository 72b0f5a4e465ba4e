using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;
using Portal.Jobs.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What people and programs do with one taxon; pages, API and command line call the same methods.</summary>
public sealed class TaxonCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TaxonStore taxa, TaxonPicker picker, RunVerbs runs, OutsideEvents events)
{
    /// <summary>Lets a taxon that stopped with an error go on where it stopped.</summary>
    public async Task RetryAsync(long taxId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "retry a taxon", cancellationToken);
        var again = await RetryableAsync(taxId, cancellationToken);
        await taxa.ChangeAsync(taxId, (db, taxon, now) =>
        {
            if (taxon.Status != TaxonStatus.Error)
            {
                throw new RuleException("not-retryable", $"{taxon.ScientificName} is {taxon.Status.Word()}; only a taxon that stopped with an error can be retried.");
            }

            var before = new { taxon.Status, taxon.Stage, taxon.Error };
            taxon.Retry(leased: again is not null);
            Audit(db, "taxon.retry", taxon, by, now, before, new { taxon.Status, taxon.Stage }, why);
        }, cancellationToken);
        if (again is { } run)
        {
            await runs.RetryAsync(run, fromStep: null, why, by, cancellationToken);
        }

        await picker.PickAsync(cancellationToken);
    }

    /// <summary>Somebody looked and put right what was wrong: work goes on at the same stage.</summary>
    public async Task ClearAttentionAsync(long taxId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "clear a taxon’s attention", cancellationToken);
        var cleared = await taxa.ChangeAsync(taxId, (db, taxon, now) =>
        {
            if (taxon.NeedsAttention is not { } reason)
            {
                throw new RuleException("no-attention", $"{taxon.ScientificName} needs nobody’s attention.");
            }

            taxon.ClearAttention();
            Audit(db, "taxon.clear-attention", taxon, by, now, new { needsAttention = reason }, null, why);
        }, cancellationToken);
        await events.TellAsync(TaxonCycleWorkflow.ClearedEvent(taxId, cleared.Attentions), System.Text.Json.JsonSerializer.SerializeToElement(new { by = by.Name }), cancellationToken);
        await picker.PickAsync(cancellationToken);
    }

    /// <param name="priority">0 pauses, 6 is urgent; null: as the stage says.</param>
    public async Task PrioritiseAsync(long taxId, int? priority, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "set a taxon’s priority", cancellationToken);
        if (priority is < TaxonStages.Paused or > TaxonStages.Urgent)
        {
            throw new RuleException("priority", $"A priority is a number from {TaxonStages.Paused} (paused) to {TaxonStages.Urgent} (urgent), or nothing; it is {priority}.", 400);
        }

        await taxa.ChangeAsync(taxId, (db, taxon, now) =>
        {
            var before = new { taxon.OperatorPriority };
            taxon.Prioritise(priority);
            Audit(db, "taxon.priority", taxon, by, now, before, new { taxon.OperatorPriority }, why);
        }, cancellationToken);
        await picker.PickAsync(cancellationToken);
    }

    /// <summary>Begins the next cycle without waiting for the interval.</summary>
    public async Task CheckNowAsync(long taxId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "look for a taxon’s runs", cancellationToken);
        await taxa.ChangeAsync(taxId, (db, taxon, now) =>
        {
            if (taxon.MergedInto is { } successor)
            {
                throw new RuleException("merged", $"{taxId} goes on as {successor}.");
            }

            taxon.CheckNow();
            Audit(db, "taxon.check-now", taxon, by, now, null, null, why);
        }, cancellationToken);
        await picker.PickAsync(cancellationToken);
    }

    // The run of the cycle that stopped, where it can be taken up again.
    private async Task<Guid?> RetryableAsync(long taxId, CancellationToken cancellationToken)
    {
        var taxon = await taxa.FindAsync(taxId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AnyAsync(r => r.Id == taxon.CycleRunId && (r.State == RunState.Failed || r.State == RunState.Cancelled), cancellationToken) ? taxon.CycleRunId : null;
    }

    internal static void Audit(PortalDbContext db, string action, Taxon taxon, Actor by, DateTimeOffset now, object? before, object? after, string? why) =>
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, Taxon.KeyOf(taxon.TaxId), $"{taxon.ScientificName} · {taxon.TaxId}", Scopes.Everything, before, after, why));
}
