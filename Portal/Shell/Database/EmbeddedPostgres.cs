using Npgsql;

namespace Portal.Shell.Database;

/// <summary>
/// The private PostgreSQL of a portal without a configured connection string: made on the first start of a data folder,
/// found again on every later one, stopped with the portal. A server that outlived its portal is taken over.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "portal";

    private readonly FolderLock[] _locks;
    private readonly ClusterHome _home;
    private readonly PostgresServer _server;
    private readonly ILogger _logger;
    private bool _stopped;

    private EmbeddedPostgres(FolderLock[] locks, ClusterHome home, PostgresServer server, string connectionString, ILogger logger) =>
        (_locks, _home, _server, ConnectionString, _logger) = (locks, home, server, connectionString, logger);

    public string ConnectionString { get; }

    /// <summary>Where the database's files and its log are; not always inside the data folder.</summary>
    public string Folder => _home.Folder;

    public static Task<EmbeddedPostgres> StartAsync(string dataFolder, ILogger logger, CancellationToken cancellationToken) =>
        StartAsync(dataFolder, new EmbeddedPostgresOptions(), logger, cancellationToken);

    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder, EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new EmbeddedPostgresException("The portal brings its own PostgreSQL only on Linux. Configure ConnectionStrings:Portal.");
        }
        dataFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        List<FolderLock> locks = [FolderLock.Take(dataFolder)];
        PostgresServer? server = null;
        try
        {
            var home = await ClusterHome.FindAsync(dataFolder, cancellationToken) ?? await ClusterHome.MakeAsync(dataFolder, cancellationToken);
            await home.RequireAccessAsync(cancellationToken);
            // A copied data folder names the same cluster as its original: one portal per cluster, too.
            locks.Add(FolderLock.Take(home.Folder));
            var binaries = await PostgresBinaries.FindAsync(dataFolder, home.Account, home.Major, cancellationToken);
            server = new PostgresServer(home, binaries, options);
            var password = await EnsureClusterAsync(dataFolder, home, server, cancellationToken);
            var running = await EnsureRunningAsync(home, server, password, logger, cancellationToken);
            var connectionString = await EmbeddedConnection.OpenDatabaseAsync(running.Port, Superuser, password, options, cancellationToken);
            return new EmbeddedPostgres([.. locks], home, server, connectionString, logger);
        }
        catch
        {
            await (server?.StopAsync(CancellationToken.None) ?? Task.FromResult(true));
            locks.ForEach(held => held.Dispose());
            throw;
        }
    }

    /// <summary>The address of the database another process of this data folder keeps running, or null: for the command line.</summary>
    public static async Task<string?> FindRunningAsync(string dataFolder, CancellationToken cancellationToken)
    {
        dataFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        return await ClusterHome.FindAsync(dataFolder, cancellationToken) is { } home
            && Postmaster.Running(home) is { Port: > 0 } running
            && await ClusterPassword.ReadAsync(dataFolder, cancellationToken) is { } password
                ? EmbeddedConnection.To(running.Port, Superuser, password, new EmbeddedPostgresOptions()).ConnectionString
                : null;
    }

    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        await using var ours = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(ours);
        var processId = Postmaster.Running(_home)?.ProcessId;
        if (!await _server.StopAsync(CancellationToken.None))
        {
            LogNotStopped(_logger, processId, _home.Folder);
        }
        foreach (var held in _locks)
        {
            held.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task<string> EnsureClusterAsync(
        string dataFolder, ClusterHome home, PostgresServer server, CancellationToken cancellationToken)
    {
        var password = await ClusterPassword.ReadAsync(dataFolder, cancellationToken);
        if (!home.Exists)
        {
            password ??= await ClusterPassword.MakeAsync(dataFolder, cancellationToken);
            await server.CreateAsync(Superuser, password, cancellationToken);
        }
        return password ?? throw new EmbeddedPostgresException(
            $"There is a database in {home.Folder}, but its password file {ClusterPassword.FileIn(dataFolder)} is missing. Bring the file back, or move the database away to start empty.");
    }

    private static async Task<Postmaster> EnsureRunningAsync(
        ClusterHome home, PostgresServer server, string password, ILogger logger, CancellationToken cancellationToken)
    {
        if (Postmaster.Running(home) is { } left)
        {
            if (await EmbeddedConnection.AnswersAsync(left.Port, Superuser, password, cancellationToken))
            {
                LogAdopted(logger, left.ProcessId, home.Folder);
                return left;
            }
            LogReplaced(logger, left.ProcessId, home.Folder);
            if (!await server.StopAsync(cancellationToken))
            {
                throw new EmbeddedPostgresException(
                    $"A PostgreSQL left over from an earlier portal (process {left.ProcessId}) holds {home.Cluster}, does not answer and does not stop. End it, then start again.");
            }
        }
        if (Postmaster.ForgetReusedNumber(home))
        {
            LogStalePid(logger, home.Folder);
        }
        await LeftOverWorkers.EndAsync(home, cancellationToken);
        await server.StartAsync(cancellationToken);
        return Postmaster.Running(home) is { Port: > 0 } running
            ? running
            : throw new EmbeddedPostgresException($"PostgreSQL ended right after its start. Its log is {home.Log}.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took over the PostgreSQL (process {ProcessId}) an earlier portal left running in {Folder}.")]
    private static partial void LogAdopted(ILogger logger, int processId, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The PostgreSQL (process {ProcessId}) left running in {Folder} does not answer; it is replaced.")]
    private static partial void LogReplaced(ILogger logger, int processId, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "The pid file in {Folder} named a process that is not PostgreSQL; it was removed.")]
    private static partial void LogStalePid(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL (process {ProcessId}) in {Folder} could not be stopped and still runs; the next start will take it over.")]
    private static partial void LogNotStopped(ILogger logger, int? processId, string folder);
}
