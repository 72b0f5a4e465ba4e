using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Portal.Domain.Storage;

namespace Portal.Tests.Storage;

/// <summary>What the next release might add, slow enough for two nodes to meet over it.</summary>
[DbContext(typeof(PortalDbContext))]
[Migration(Id)]
public sealed class NextVersion : Migration
{
    public const string Id = "29991231000000_NextVersion";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("of_the_next_version", "run", "text", schema: "portal", nullable: true);
        migrationBuilder.Sql("SELECT pg_sleep(0.3)");
    }
}

/// <summary>The portal's migrations and one more.</summary>
public sealed class NextMigrations : IMigrationsAssembly
{
    public IReadOnlyDictionary<string, TypeInfo> Migrations { get; } = typeof(PortalDbContext).Assembly.DefinedTypes.Append(typeof(NextVersion).GetTypeInfo())
        .Where(t => t.GetCustomAttribute<MigrationAttribute>() is not null)
        .OrderBy(t => t.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal)
        .ToDictionary(t => t.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal);

    public ModelSnapshot? ModelSnapshot { get; } =
        (ModelSnapshot?)Activator.CreateInstance(typeof(PortalDbContext).Assembly.DefinedTypes.Single(t => t.IsSubclassOf(typeof(ModelSnapshot))));

    public Assembly Assembly => typeof(PortalDbContext).Assembly;

    public string? FindMigrationId(string nameOrId) => Migrations.Keys.SingleOrDefault(id => id == nameOrId || id.EndsWith($"_{nameOrId}", StringComparison.Ordinal));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass)!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }
}

/// <summary>Contexts of a node that knows the next version's schema.</summary>
public sealed class NextContexts(NpgsqlDataSource source) : IDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<PortalDbContext>().ReplaceService<IMigrationsAssembly, NextMigrations>();
        options.UsePortal(source);
        return new PortalDbContext(options.Options);
    }
}
