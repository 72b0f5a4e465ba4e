using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Portal.Domain.Storage;

/// <summary>How the portal reaches its database, and how its schema gets there.</summary>
public static class PortalDatabase
{
    // Any number, the same on every node: whoever holds it migrates, the others wait.
    private const long MigrationLock = 7_216_041_911;

    public static DbContextOptionsBuilder<PortalDbContext> UsePortal(this DbContextOptionsBuilder<PortalDbContext> options, string connectionString)
    {
        options.UseNpgsql(connectionString, o => o.MigrationsHistoryTable("migration", PortalDbContext.Schema));
        return options;
    }

    public static void UsePortal(this DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source, o => o.MigrationsHistoryTable("migration", PortalDbContext.Schema));

    /// <summary>Brings the schema up to date; nodes that start together take turns.</summary>
    public static async Task MigrateAsync(IDbContextFactory<PortalDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"CREATE SCHEMA IF NOT EXISTS quartz", cancellationToken); // its tables are the scheduler's own business
            await db.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }
}
