using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Runs;

/// <summary>What an action on many runs would touch and leave alone.</summary>
/// <param name="Workflows">What it takes on, by kind of work, most first.</param>
/// <param name="LeftAlone">What it does not, by state.</param>
/// <param name="NotYours">Visible, but in scopes where the caller is no curator.</param>
public sealed record BulkLook(IReadOnlyList<(string Workflow, int Runs)> Workflows, IReadOnlyList<(RunState State, int Runs)> LeftAlone, int NotYours)
{
    public int Taken => Workflows.Sum(w => w.Runs);
}

/// <summary>The same done to many runs, as pages and programs ask for it.</summary>
public sealed class RunBulk(IDbContextFactory<PortalDbContext> contexts, RunBatches batches)
{
    public async Task<BulkLook> LookAsync(BatchKind kind, RunChoice choice, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await choice.All(db, db.VisibleRuns(grants)).GroupBy(r => new { r.Workflow, r.Scope, r.State })
            .Select(g => new { g.Key.Workflow, g.Key.Scope, g.Key.State, Runs = g.Count() }).ToListAsync(cancellationToken);
        var takes = RunChoice.Takes(kind, choice);
        var taken = groups.Where(g => takes.Contains(g.State)).ToLookup(g => grants.May(g.Scope, Role.Curator));
        return new BulkLook(
            [.. taken[true].GroupBy(g => g.Workflow).Select(g => (g.Key, g.Sum(x => x.Runs))).OrderByDescending(w => w.Item2)],
            [.. groups.Where(g => !takes.Contains(g.State)).GroupBy(g => g.State).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(x => x.Runs)))],
            taken[false].Sum(g => g.Runs));
    }

    /// <param name="title">The choice in words, as <see cref="RunChoiceWords"/> has it.</param>
    public Task<SubmittedBatch> DoAsync(BatchKind kind, RunChoice choice, string title, string? why, Actor by, CancellationToken cancellationToken) => kind switch
    {
        BatchKind.Retry => batches.RetryAsync(db => choice.Taken(kind, db), title, why, by, cancellationToken),
        BatchKind.Cancel => batches.CancelAsync(db => choice.Taken(kind, db), title, why, by, cancellationToken),
        _ => throw new RuleException("no-such-action", $"Runs cannot be chosen for {kind}.", 400),
    };
}
