using Npgsql;

namespace Portal.Shell.Database;

/// <summary>Talks to the embedded server: does it answer with our password, and is our database there.</summary>
internal static class EmbeddedConnection
{
    private const string Database = "portal";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static NpgsqlConnectionStringBuilder To(int port, string user, string password, EmbeddedPostgresOptions options) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = user,
        Password = password,
        Database = Database,
        ApplicationName = "portal",
        // Some places stay free for the command line and for whoever looks inside.
        MaxPoolSize = options.MaxConnections - 20,
    };

    /// <summary>False when something else answers there, or nothing within half a minute (a server that recovers says so, and is waited for).</summary>
    public static async Task<bool> AnswersAsync(int port, string user, string password, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (port > 0)
        {
            try
            {
                await using var connection = await OpenAsync(port, user, password, limit.Token);
                return true;
            }
            catch (PostgresException starting) when (starting.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
            catch (Exception silent) when (silent is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return false;
            }
        }
        return false;
    }

    public static async Task<string> OpenDatabaseAsync(
        int port, string user, string password, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await OpenNewServerAsync(port, user, password, cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'portal'", connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand("CREATE DATABASE portal", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        return To(port, user, password, options).ConnectionString;
    }

    private static async Task<NpgsqlConnection> OpenNewServerAsync(int port, string user, string password, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(port, user, password, cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                "The database of this data folder does not accept the password in its file postgres-password. Bring back the file that belongs to it.", refused);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(int port, string user, string password, CancellationToken cancellationToken)
    {
        var address = To(port, user, password, new EmbeddedPostgresOptions());
        address.Database = "postgres";
        address.Pooling = false;
        address.Timeout = 5;
        var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
