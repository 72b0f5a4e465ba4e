using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>From a filter to the rows it means, the same for lists, counts and actions on many.</summary>
internal static class RunSelect
{
    /// <summary>The runs the caller may see.</summary>
    public static IQueryable<Run> VisibleRuns(this PortalDbContext db, Grants grants) =>
        grants.SeesDrafts ? db.Runs.AsNoTracking()
        : grants.SeesEverything ? db.Runs.AsNoTracking().Where(r => r.Scope != Scopes.Drafts)
        : db.Runs.AsNoTracking().Where(r => grants.VisibleScopes.Contains(r.Scope));

    /// <exception cref="ArgumentException">“Mine” without anybody it could be.</exception>
    public static IQueryable<Run> Matching(this IQueryable<Run> runs, RunFilter filter, PortalDbContext db)
    {
        if (filter is { Mine: true, CreatedById: null })
        {
            throw new ArgumentException("“Mine” means nothing before the filter knows whose: call For(actor).", nameof(filter));
        }

        runs = filter.States.Count == 0 ? runs : runs.Where(r => filter.States.Contains(r.State));
        runs = filter.Workflows.Count == 0 ? runs : runs.Where(r => filter.Workflows.Contains(r.Workflow));
        runs = filter.Attention ? runs.Where(r => r.State == RunState.Failed || (r.State == RunState.Waiting && r.Question != null)) : runs;
        runs = filter.CreatedById is { } creator ? runs.Where(r => r.CreatedById == creator) : runs;
        runs = filter.SubjectKey is null ? runs : runs.Where(r => r.SubjectKey == filter.SubjectKey);
        runs = filter.Since is { } since ? runs.Where(r => r.CreatedAt >= since) : runs;
        runs = filter.Parent is { } parent ? runs.Where(r => db.Runs.Any(p => p.Id == r.ParentId && p.Number == parent)) : runs;
        runs = filter.Batch is { } batch
            ? runs.Where(r => db.RunBatchItems.Any(i => i.RunId == r.Id && i.SkippedBecause == null && db.RunBatches.Any(b => b.Id == i.BatchId && b.Number == batch)))
            : runs;
        return filter.Text is { } text ? runs.About(text) : runs;
    }

    private static IQueryable<Run> About(this IQueryable<Run> runs, string text)
    {
        // The index knows groups of three letters; fewer are looked for where words begin.
        var part = LikePattern.Escape(text);
        var (first, later, anywhere) = ($"{part}%", $"% {part}%", $"%{part}%");
        var number = RunNumber.TryParse(text, out var known) ? known : -1;
        return text.Length < 3
            ? runs.Where(r => r.Number == number || EF.Functions.ILike(r.Subject, first, @"\") || EF.Functions.ILike(r.Subject, later, @"\"))
            : runs.Where(r => r.Number == number || EF.Functions.ILike(r.Subject, anywhere, @"\"));
    }
}
