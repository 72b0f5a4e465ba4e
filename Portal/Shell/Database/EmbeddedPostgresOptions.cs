namespace Portal.Shell.Database;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>For tests only: quick, and a power cut may lose everything.</summary>
    public static EmbeddedPostgresOptions Throwaway { get; } = new() { Durable = false };

    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 120;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    internal string ServerArguments(int port, string clusterName) =>
        string.Join(' ', Settings(port, clusterName).Select(setting => $"-c {setting}"));

    private IEnumerable<string> Settings(int port, string clusterName)
    {
        yield return $"port={port}";
        yield return "listen_addresses=127.0.0.1";
        yield return "unix_socket_directories=''";
        yield return $"cluster_name={clusterName}";
        yield return $"max_connections={MaxConnections}";
        yield return "shared_buffers=128MB";
        yield return "timezone=UTC";
        yield return "log_timezone=UTC";
        yield return "log_checkpoints=off";
        if (Durable)
        {
            yield break;
        }
        yield return "fsync=off";
        yield return "synchronous_commit=off";
        yield return "full_page_writes=off";
    }
}
