using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Domain.Storage;
using Portal.Shell.Database;
using Portal.Tests.Support;

[assembly: AssemblyFixture(typeof(TestDatabase))]

namespace Portal.Tests.Support;

/// <summary>One real PostgreSQL for the whole test run; each test that asks gets a database of its own, copied from a migrated one.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private const string Template = "portal_template";
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-tests-").FullName;
    private readonly SemaphoreSlim _copying = new(1);
    private EmbeddedPostgres? _server;
    private int _next;

    public string Server => _server!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.StartAsync(_folder, EmbeddedPostgresOptions.Throwaway with { MaxConnections = 400 }, NullLogger.Instance, CancellationToken.None);
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var source = NpgsqlDataSource.Create(Of(Template));
        await PortalDatabase.MigrateAsync(new Contexts(source), CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A fresh, migrated database; returns its connection string.</summary>
    public async Task<string> CreateAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _next)}";
        await _copying.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        }
        finally
        {
            _copying.Release();
        }

        return Of(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.StopAsync();
            if (Directory.Exists(_server.Folder))
            {
                Directory.Delete(_server.Folder, recursive: true); // as root it may lie outside, where the database's account can reach it
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Of(string database) => new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 30 }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Contexts over one data source, without a host.</summary>
public sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<PortalDbContext>();
        options.UsePortal(source);
        return new PortalDbContext(options.Options);
    }
}
