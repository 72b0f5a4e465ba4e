using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The GOLD hierarchy in the database: as shipped, until somebody imports a newer one.</summary>
public sealed class Biomes(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>Adds what is new and puts lineages right that are spelled anew. Nothing is removed: catalogues may be of it.</summary>
    /// <param name="outline">See <see cref="GoldBiomes.Read"/>.</param>
    /// <returns>How many were added.</returns>
    /// <exception cref="RuleException">It is no outline.</exception>
    public async Task<int> ImportAsync(string outline, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "import biomes", cancellationToken);
        IReadOnlyList<Biome> biomes;
        try
        {
            biomes = GoldBiomes.Read(outline);
        }
        catch (FormatException e)
        {
            throw new RuleException("biomes", e.Message, 400);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var before = await db.Set<Biome>().CountAsync(cancellationToken);
        await UpsertAsync(db, biomes, cancellationToken);
        var added = await db.Set<Biome>().CountAsync(cancellationToken) - before;
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "biomes.import", "biomes", "GOLD biomes", Scopes.Everything, after: new { biomes.Count, added }));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    internal static Task UpsertAsync(PortalDbContext db, IReadOnlyList<Biome> biomes, CancellationToken cancellationToken)
    {
        var (paths, lineages, depths) = (biomes.Select(b => b.Path).ToArray(), biomes.Select(b => b.Lineage).ToArray(), biomes.Select(b => b.Depth).ToArray());
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO portal.biome (path, lineage, depth) SELECT * FROM unnest({paths}, {lineages}, {depths})
            ON CONFLICT (path) DO UPDATE SET lineage = excluded.lineage
            """, cancellationToken);
    }
}

/// <summary>Fills an empty hierarchy at the start.</summary>
internal sealed class RegisterBiomes(IDbContextFactory<PortalDbContext> contexts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<Biome>().AnyAsync(cancellationToken))
        {
            await Biomes.UpsertAsync(db, GoldBiomes.Shipped(), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
