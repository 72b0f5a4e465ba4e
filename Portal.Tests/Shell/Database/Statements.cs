using Npgsql;
using Portal.Shell.Database;

namespace Portal.Tests.Shell.Database;

/// <summary>One statement on a connection of its own.</summary>
internal static class Statements
{
    public static Task RunAsync(EmbeddedPostgres postgres, string sql) => RunAsync(postgres.ConnectionString, sql);

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<string?> AskAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
