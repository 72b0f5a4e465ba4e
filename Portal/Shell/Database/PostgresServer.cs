using System.Net;
using System.Net.Sockets;

namespace Portal.Shell.Database;

/// <summary>PostgreSQL's own programs, called for one cluster: create, start, stop.</summary>
internal sealed class PostgresServer(ClusterHome home, PostgresBinaries binaries, EmbeddedPostgresOptions options)
{
    private const int PortsToTry = 5;
    private const long LargestLog = 10 * 1024 * 1024;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    public async Task CreateAsync(string superuser, string password, CancellationToken cancellationToken)
    {
        // Made beside its place and renamed: a creation that was cut off is simply done again.
        const string script = """
            set -e; umask 077
            initdb=$1; cluster=$2; shift 2
            rm -rf "$cluster.new"; cat > "$cluster.password"
            trap 'rm -f "$cluster.password"' EXIT
            "$initdb" -D "$cluster.new" --pwfile="$cluster.password" "$@" >&2
            mv "$cluster.new" "$cluster"
            """;
        List<string> arguments =
        [
            "-c", script, "sh", binaries.Initdb, home.Cluster,
            // Sorted by bytes, which is the order of C.UTF-8 without asking the system's library at every comparison: keys of text cost half.
            $"--username={superuser}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C",
        ];
        if (!options.Durable)
        {
            arguments.Add("--no-sync");
        }
        var made = await home.Account.RunAsync("sh", arguments, password, options.StartTimeout, cancellationToken);
        if (made.ExitCode != 0)
        {
            var hint = made.Output.Contains("effective user ID", StringComparison.Ordinal)
                ? " Give this account an entry in /etc/passwd, or configure ConnectionStrings:Portal."
                : "";
            throw new EmbeddedPostgresException($"PostgreSQL could not create its database in {home.Cluster}: {made.Output.Trim()}.{hint}");
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var logged = KeepLogSmall();
            var started = await PgCtlAsync(
                [
                    "start", "-w", "-t", $"{options.StartTimeout.TotalSeconds:0}", "-l", home.Log,
                    "-o", options.ServerArguments(FreePort(), home.ClusterName),
                ],
                options.StartTimeout + TimeSpan.FromSeconds(10), cancellationToken);
            if (started.ExitCode == 0)
            {
                return;
            }
            var reason = await LogSinceAsync(logged, cancellationToken);
            var portTaken = reason.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal);
            if (!portTaken || attempt == PortsToTry)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL did not start on {home.Cluster}. Its log ({home.Log}) says: {(reason.Length > 0 ? reason : started.Output.Trim())}");
            }
        }
    }

    /// <summary>Ends the server: politely, then firmly. False when it still runs.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        foreach (var mode in (string[])["fast", "immediate"])
        {
            if (Postmaster.Running(home) is null)
            {
                return true;
            }
            await PgCtlAsync(
                ["stop", "-w", "-m", mode, "-t", $"{StopTimeout.TotalSeconds:0}"], StopTimeout + TimeSpan.FromSeconds(10), cancellationToken);
        }
        return Postmaster.Running(home) is null;
    }

    private Task<CommandResult> PgCtlAsync(IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellationToken) =>
        home.Account.RunAsync(binaries.PgCtl, ["-D", home.Cluster, .. arguments], input: "", timeout, cancellationToken);

    // PostgreSQL cannot choose a free port itself, so another process may be quicker: then the next port is tried.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private long KeepLogSmall()
    {
        var log = new FileInfo(home.Log);
        if (log is { Exists: true, Length: > LargestLog })
        {
            log.Delete();
            return 0;
        }
        return log.Exists ? log.Length : 0;
    }

    private async Task<string> LogSinceAsync(long position, CancellationToken cancellationToken)
    {
        if (!File.Exists(home.Log))
        {
            return "";
        }
        await using var log = new FileStream(home.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = position;
        using var reader = new StreamReader(log);
        return (await reader.ReadToEndAsync(cancellationToken)).Trim();
    }
}
