using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;

namespace Portal.GenomeCatalogues;

/// <summary>Problems of one kind, of one scan or import.</summary>
public sealed record ProblemGroup(string Code, bool IsError, int Count, int Genomes)
{
    public string Title => GenomeRules.All.FirstOrDefault(r => r.Code == Code)?.Title ?? Code;
}

/// <summary>What the page of a report shows at once.</summary>
public sealed record ProblemReading(IReadOnlyList<ProblemGroup> Groups, ProblemGroup? Selected, IReadOnlyList<CatalogueProblem> Rows, bool HasMore)
{
    public int Errors => Groups.Where(g => g.IsError).Sum(g => g.Count);

    public int Warnings => Groups.Where(g => !g.IsError).Sum(g => g.Count);
}

/// <summary>The reports of scans and imports. Whoever asks has made sure that the run may be seen.</summary>
public sealed class CatalogueProblems(IDbContextFactory<PortalDbContext> contexts)
{
    public const int PageSize = 25;

    public async Task<int> CountAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<CatalogueProblem>().CountAsync(p => p.RunId == runId, cancellationToken);
    }

    /// <summary>Errors first, in the order of the rules.</summary>
    public async Task<IReadOnlyList<ProblemGroup>> GroupsAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await db.Set<CatalogueProblem>().Where(p => p.RunId == runId).GroupBy(p => new { p.Code, p.IsError })
            .Select(g => new ProblemGroup(g.Key.Code, g.Key.IsError, g.Count(), g.Where(p => p.Genome != "").Select(p => p.Genome).Distinct().Count())).ToListAsync(cancellationToken);
        return [.. groups.OrderBy(g => g.Code, StringComparer.Ordinal)];
    }

    /// <param name="rule">Code of a kind; null for the first there is.</param>
    /// <param name="text">Part of the genome, path or message.</param>
    /// <param name="shown">How many rows are on the page already.</param>
    public async Task<ProblemReading> ReadAsync(Guid runId, string? rule, string? text, int shown, CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(runId, cancellationToken);
        var selected = groups.FirstOrDefault(g => g.Code == rule) ?? (groups.Count > 0 ? groups[0] : null);
        if (selected is null)
        {
            return new(groups, null, [], HasMore: false);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var problems = db.Set<CatalogueProblem>().AsNoTracking().Where(p => p.RunId == runId && p.Code == selected.Code);
        if (text is { Length: > 0 })
        {
            var pattern = LikePattern.Containing(text);
            problems = problems.Where(p => EF.Functions.ILike(p.Genome, pattern, @"\") || EF.Functions.ILike(p.Path, pattern, @"\") || EF.Functions.ILike(p.Message, pattern, @"\"));
        }

        var rows = await problems.OrderBy(p => p.Position).Take(shown + PageSize + 1).ToListAsync(cancellationToken);
        return rows.Count > shown + PageSize ? new(groups, selected, rows[..^1], HasMore: true) : new(groups, selected, rows, HasMore: false);
    }
}
