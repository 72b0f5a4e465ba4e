using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Shell.Database;

namespace Portal.Bench;

/// <summary>A PostgreSQL of the bench's own, as durable as in production; every figure gets a fresh database on it.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres _server;
    private int _next;

    private BenchDatabase(string folder, EmbeddedPostgres server) => (Folder, _server) = (folder, server);

    /// <summary>Removed at the end, with everything in it.</summary>
    public string Folder { get; }

    public static async Task<BenchDatabase> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-").FullName;
        return new BenchDatabase(folder, await EmbeddedPostgres.StartAsync(folder, NullLogger.Instance, cancellationToken));
    }

    /// <returns>Its connection string.</returns>
    public async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        var name = $"bench_{++_next}";
        await ExecuteAsync(_server.ConnectionString, $"CREATE DATABASE {name}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
    }

    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var cluster = _server.Folder;
        await _server.DisposeAsync();
        if (Directory.Exists(cluster))
        {
            Directory.Delete(cluster, recursive: true); // as root it may lie outside of the folder
        }

        Directory.Delete(Folder, recursive: true);
    }
}
