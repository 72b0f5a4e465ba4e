using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Shell.Database;

namespace Portal.Bench.Chaos;

/// <summary>A real PostgreSQL, as durable as in production, that can be restarted: politely, or as if the power had gone.</summary>
internal sealed class ChaosDatabase : IAsyncDisposable
{
    private readonly string _folder;
    private EmbeddedPostgres _server;

    private ChaosDatabase(string folder, EmbeddedPostgres server) => (_folder, _server) = (folder, server);

    public string ConnectionString => _server.ConnectionString;

    public int Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port;

    public static async Task<ChaosDatabase> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-chaos-database-").FullName;
        return new ChaosDatabase(folder, await EmbeddedPostgres.StartAsync(folder, NullLogger.Instance, CancellationToken.None));
    }

    /// <param name="politely">False: no checkpoint, no goodbye; it recovers from its log.</param>
    public async Task RestartAsync(bool politely)
    {
        var processId = await ScalarAsync<string>("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
        using var kill = Process.Start("kill", [politely ? "-INT" : "-QUIT", processId]);
        await kill.WaitForExitAsync();
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        _server = await EmbeddedPostgres.StartAsync(_folder, NullLogger.Instance, CancellationToken.None);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await rows.ReadAsync())
        {
            all.Add(read(rows));
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var cluster = _server.Folder;
        await _server.DisposeAsync();
        if (Directory.Exists(cluster))
        {
            Directory.Delete(cluster, recursive: true);
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
