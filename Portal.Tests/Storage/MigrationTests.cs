using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Storage;

/// <summary>Old and new nodes share a database while an update rolls over them.</summary>
public sealed class MigrationTests(TestDatabase database)
{
    [Fact]
    public async Task Nodes_of_the_next_version_start_together_and_migrate_while_an_old_one_works_on()
    {
        var connection = await database.CreateAsync();
        var (started, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var old = await PortalServer.StartAsync(connection, services: new Script().Step("work", async (context, token) =>
        {
            context.Note("before");
            started.SetResult();
            await goOn.Task.WaitAsync(token);
            context.Note("after");
            return StepResult.Done("by the old node");
        }).Register(), role: "worker");
        var run = await old.Get<RunQueue>().SubmitAsync(Script.Request(), Actor.Portal, alongside: null, CancellationToken.None);
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var starting = new[] { StartNextAsync(connection), StartNextAsync(connection) };
        await using var one = await starting[0];
        await using var other = await starting[1];
        goOn.SetResult();

        (await old.UntilFinalAsync(run.Id)).Outcome.ShouldBe("by the old node");
        (await old.EventsAsync(run.Id)).Select(e => e.Text).ShouldContain("after");
        foreach (var node in (PortalServer[])[old, one, other])
        {
            await node.UntilReadyAsync();
        }

        await using var source = NpgsqlDataSource.Create(connection);
        (await source.CreateCommand("SELECT count(*) FROM portal.migration WHERE \"MigrationId\" LIKE '%NextVersion'").ExecuteScalarAsync()).ShouldBe(1L);
        (await source.CreateCommand("SELECT count(*) FROM information_schema.columns WHERE table_name = 'run' AND column_name = 'of_the_next_version'").ExecuteScalarAsync()).ShouldBe(1L);
    }

    [Fact]
    public void No_migration_takes_away_what_a_running_node_still_uses()
    {
        using var db = new Contexts(NpgsqlDataSource.Create("Host=nowhere")).CreateDbContext();
        var migrations = db.GetService<IMigrationsAssembly>();

        migrations.Migrations.Count.ShouldBeGreaterThan(1);
        migrations.Migrations.Values.Where(m => m.GetCustomAttribute<ContractsAttribute>() is null)
            .SelectMany(m => Contracting(migrations.CreateMigration(m, db.Database.ProviderName!).UpOperations).Select(o => $"{m.Name}: {Say(o)}"))
            .ShouldBeEmpty("Take it away one release after nothing uses it any more, and mark that migration [Contracts(\"why it is safe\")].");
    }

    [Fact]
    public void The_look_at_migrations_tells_taking_away_from_adding()
    {
        var taking = new MigrationBuilder(null);
        taking.DropColumn("a", "run");
        taking.DropTable("run");
        taking.RenameColumn("a", "run", "b");
        taking.RenameTable("run", newName: "runs");
        taking.AlterColumn<string>("a", "run", nullable: false, oldNullable: true);
        taking.AlterColumn<int>("a", "run", type: "integer", oldClrType: typeof(string), oldType: "text");
        taking.AddColumn<string>("a", "run", nullable: false);
        taking.CreateIndex("ux", "run", "a", unique: true);
        taking.Sql("DELETE FROM portal.run");
        Contracting(taking.Operations).ShouldBe(taking.Operations);

        var adding = new MigrationBuilder(null);
        adding.AddColumn<string>("a", "run", nullable: true);
        adding.AddColumn<int>("b", "run", nullable: false, defaultValue: 0);
        adding.AlterColumn<string>("c", "run", nullable: true, oldNullable: false);
        adding.CreateTable("t", t => new { Id = t.Column<int>() });
        adding.CreateIndex("ix", "run", "a");
        adding.CreateIndex("ux", "t", "Id", unique: true);
        Contracting(adding.Operations).ShouldBeEmpty();
    }

    private static IEnumerable<MigrationOperation> Contracting(IReadOnlyList<MigrationOperation> operations)
    {
        var made = operations.OfType<CreateTableOperation>().Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return operations.Where(o => Contracts(o, made));
    }

    private static bool Contracts(MigrationOperation operation, HashSet<string> made) => operation switch
    {
        DropColumnOperation or DropTableOperation or DropSchemaOperation or RenameColumnOperation or RenameTableOperation or SqlOperation => true,
        AlterColumnOperation alter => (!alter.IsNullable && alter.OldColumn.IsNullable) || (alter.OldColumn.ColumnType is { } before && before != alter.ColumnType),
        AddColumnOperation add => add is { IsNullable: false, DefaultValue: null, DefaultValueSql: null, ComputedColumnSql: null },
        CreateIndexOperation { IsUnique: true } index => !made.Contains(index.Table),
        AddUniqueConstraintOperation or AddCheckConstraintOperation => true,
        _ => false,
    };

    private static string Say(MigrationOperation operation) => operation switch
    {
        ColumnOperation column => $"{operation.GetType().Name} {column.Table}.{column.Name}",
        DropColumnOperation column => $"{operation.GetType().Name} {column.Table}.{column.Name}",
        _ => operation.GetType().Name,
    };

    private static Task<PortalServer> StartNextAsync(string connection) => PortalServer.StartAsync(connection, services: s => s.AddSingleton<IDbContextFactory<PortalDbContext>>(
        p => new NextContexts(p.GetRequiredService<NpgsqlDataSource>())), role: "web");
}
