using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches;

/// <summary>
/// Begins cycles for the taxa that come next: the higher priority first, then never checked, then checked longest ago. Several nodes may pick at
/// once; each taxon goes to one of them, and a pick that nobody followed up is free again after a minute.
/// </summary>
public sealed class TaxonPicker(NpgsqlDataSource database, IDbContextFactory<PortalDbContext> contexts, RunQueue queue, IOptions<TaxonFetchOptions> options, TimeProvider clock)
{
    // The index ix_taxon_next is in this order and of these taxa.
    internal const string Pick = """
        UPDATE portal.taxon t SET picked_until = @until FROM (
            SELECT tax_id FROM portal.taxon
            WHERE due AND NOT leased AND needs_attention IS NULL AND status <> 'Error' AND effective_priority > 0 AND (picked_until IS NULL OR picked_until < @now)
            ORDER BY effective_priority DESC, last_checked NULLS FIRST, tax_id LIMIT @most FOR UPDATE SKIP LOCKED) n
        WHERE t.tax_id = n.tax_id RETURNING t.tax_id, t.scientific_name, t.effective_priority, t.last_checked
        """;

    // What ended without its last step having a word: cancelled by a person, or broken by a mistake of the portal's own.
    private const string Reconcile = """
        UPDATE portal.taxon t SET leased = false, status = 'Error', priority = -1, error = coalesce(r.failure, CASE r.state WHEN 'Cancelled' THEN 'Its cycle was cancelled.' ELSE 'Its cycle failed.' END)
        FROM portal.run r WHERE t.leased AND t.cycle_run_id = r.id AND r.state IN ('Failed', 'Cancelled')
        """;

    /// <returns>How many cycles were begun.</returns>
    public async Task<int> PickAsync(CancellationToken cancellationToken)
    {
        await ReconcileAsync(cancellationToken);
        var room = options.Value.Cycles - await BusyAsync(cancellationToken);
        if (room <= 0)
        {
            return 0;
        }

        var begun = 0;
        foreach (var (taxId, name, priority) in await NextAsync(room, cancellationToken))
        {
            var run = await queue.SubmitAsync(Request(taxId, name, priority), Actor.Portal, async (db, run, token) =>
            {
                if (await TaxonStore.LockedAsync(db, taxId, token) is { } taxon)
                {
                    taxon.Begin(run.Id);
                    await db.SaveChangesAsync(token);
                }
            }, cancellationToken);
            begun += run.Existing ? 0 : 1;
        }

        return begun;
    }

    internal async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Reconcile);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The next ones, reserved for a minute; in their order.</summary>
    public async Task<IReadOnlyList<(long TaxId, string Name, int Priority)>> NextAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand(Pick);
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("until", now + TimeSpan.FromMinutes(1));
        command.Parameters.AddWithValue("most", most);
        var next = new List<(long TaxId, string Name, int Priority, DateTime? Checked)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            next.Add((row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetDateTime(3)));
        }

        return [.. next.OrderByDescending(n => n.Priority).ThenBy(n => n.Checked is not null).ThenBy(n => n.Checked).ThenBy(n => n.TaxId).Select(n => (n.TaxId, n.Name, n.Priority))];
    }

    private async Task<int> BusyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.CountAsync(r => r.Workflow == TaxonCycleWorkflow.WorkflowName && (r.State == RunState.Queued || r.State == RunState.Running), cancellationToken);
    }

    private static RunRequest Request(long taxId, string name, int priority) => new()
    {
        Workflow = TaxonCycleWorkflow.WorkflowName,
        SubjectKey = Taxon.KeyOf(taxId),
        Subject = $"{name} · {taxId}",
        SubjectUrl = $"/taxon-fetches/{taxId}",
        Scope = Scopes.Everything,
        Parameters = RunParameters.Write(new CycleParameters { TaxId = taxId }),
        RequestKey = $"taxon-cycle:{taxId}",
        ExclusiveKey = Taxon.KeyOf(taxId),
        Priority = priority,
    };
}
