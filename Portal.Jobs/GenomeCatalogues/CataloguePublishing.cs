using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What publishing these releases would do: which become public, which retire, and every reason against it.</summary>
public sealed record PublishPreview(IReadOnlyList<CatalogueRelease> Publish, IReadOnlyList<CatalogueRelease> Retire, IReadOnlyList<string> Refusals);

public sealed record Published(IReadOnlyList<string> PublishedSlugs, IReadOnlyList<string> RetiredSlugs);

/// <summary>Makes ready releases public, several at once, and retires the ones they supersede; all of it or nothing.</summary>
public sealed class CataloguePublishing(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    private const int MostShown = 20;

    public async Task<PublishPreview> PreviewAsync(IReadOnlyList<string> slugs, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "publish a catalogue", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await LookAsync(db, slugs, cancellationToken);
    }

    /// <exception cref="RuleException">Something stands against it; its message tells all of it.</exception>
    public async Task<Published> PublishAsync(IReadOnlyList<string> slugs, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Curator, "publish a catalogue", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The same lock an import takes to be seen: what is looked at below stays so until the end.
        await db.Database.ExecuteSqlRawAsync(CatalogueSwap.Lock, cancellationToken);
        var preview = await LookAsync(db, slugs, cancellationToken);
        if (preview.Refusals.Count > 0)
        {
            throw new RuleException("not-publishable", string.Join(' ', preview.Refusals));
        }

        var now = clock.GetUtcNow();
        foreach (var release in preview.Retire)
        {
            release.Retire(now);
            Audit(db, "genome-catalogue.retire", release, why, by, now);
        }

        await db.SaveChangesAsync(cancellationToken); // before the others: one release of a series at most is published
        foreach (var release in preview.Publish)
        {
            release.Publish(now);
            Audit(db, "genome-catalogue.publish", release, why, by, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new([.. preview.Publish.Select(r => r.Slug)], [.. preview.Retire.Select(r => r.Slug)]);
    }

    private static async Task<PublishPreview> LookAsync(PortalDbContext db, IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var wanted = slugs.Distinct(StringComparer.Ordinal).ToList();
        var refusals = new List<string>();
        var releases = await db.Set<CatalogueRelease>().Where(r => wanted.Contains(r.Slug)).OrderBy(r => r.Slug).ToListAsync(cancellationToken);
        if (wanted.Count == 0)
        {
            refusals.Add("Nothing is selected. Choose at least one release that is ready.");
        }

        refusals.AddRange(wanted.Except(releases.Select(r => r.Slug), StringComparer.Ordinal).Select(s => $"There is no release “{s}”."));
        refusals.AddRange(releases.Where(r => r.Status != ReleaseStatus.Ready).Select(r => $"{r.Name} is {r.Status.Word()}; only a release that is ready can be published."));
        refusals.AddRange(releases.GroupBy(r => r.SeriesId).Where(g => g.Count() > 1).Select(g => $"{string.Join(" and ", g.Select(r => r.Name))} are of one series; only one of them can be public."));
        var series = releases.Select(r => r.SeriesId).ToList();
        var retiring = await db.Set<CatalogueRelease>().Where(r => r.Status == ReleaseStatus.Published && series.Contains(r.SeriesId)).OrderBy(r => r.Slug).ToListAsync(cancellationToken);

        // Who would be public beside whom can only be told of a selection that holds otherwise.
        var conflicts = refusals.Count > 0 ? [] : await ConflictsAsync(db, releases, retiring, cancellationToken);
        if (conflicts.Count > 0)
        {
            refusals.Add($"Genomes would be public in two catalogues at once: {string.Join(", ", conflicts.Take(MostShown))}{(conflicts.Count > MostShown ? " and more" : "")}. Publish the release they moved from in the same action, or leave them out of one.");
        }

        return new(releases, retiring, refusals);
    }

    // Of what would be public then: the published releases of other series, and the selected ones.
    private static Task<List<string>> ConflictsAsync(PortalDbContext db, List<CatalogueRelease> releases, List<CatalogueRelease> retiring, CancellationToken cancellationToken)
    {
        var selected = releases.Select(r => r.Generation).OfType<Guid>().ToArray();
        var retired = retiring.Select(r => r.Id).ToArray();
        return db.Database.SqlQuery<string>($"""
            SELECT s.accession AS "Value" FROM portal.genome_snapshot s
            WHERE s.generation = ANY ({selected})
              AND (EXISTS (SELECT FROM portal.genome_snapshot o WHERE o.accession = s.accession AND o.generation = ANY ({selected}) AND o.generation <> s.generation)
                OR EXISTS (SELECT FROM portal.genome_snapshot o JOIN portal.catalogue_release r ON r.generation = o.generation
                           WHERE o.accession = s.accession AND r.status = 'Published' AND r.id <> ALL ({retired})))
            GROUP BY s.accession ORDER BY s.accession LIMIT {MostShown + 1}
            """).ToListAsync(cancellationToken);
    }

    private static void Audit(PortalDbContext db, string action, CatalogueRelease release, string? why, Actor by, DateTimeOffset now) =>
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, CatalogueRelease.KeyOf(release.Slug), release.Name, Scopes.Everything, after: new { release.Status }, why: why));
}
