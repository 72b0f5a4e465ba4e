using System.Globalization;

namespace Portal.Shell.Database;

/// <summary>
/// The worker processes of a server that was killed. They end by themselves within moments, unless a long query keeps one;
/// a new server beside it could corrupt the cluster, and PostgreSQL refuses to start.
/// </summary>
internal static class LeftOverWorkers
{
    private static readonly TimeSpan[] Pauses = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(100), 50)];

    public static async Task EndAsync(ClusterHome home, CancellationToken cancellationToken)
    {
        if (!File.Exists(Postmaster.PidFile(home)) || await EndedAsync(home, cancellationToken))
        {
            return;
        }
        var workers = Postmaster.LeftOverWorkers(home).Select(id => id.ToString(CultureInfo.InvariantCulture));
        await home.Account.RunAsync("sh", ["-c", "kill -QUIT \"$@\"", "sh", .. workers], cancellationToken);
        if (!await EndedAsync(home, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"Processes of a killed PostgreSQL still hold {home.Cluster}: {string.Join(", ", Postmaster.LeftOverWorkers(home))}. End them, then start again.");
        }
    }

    private static async Task<bool> EndedAsync(ClusterHome home, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses)
        {
            if (Postmaster.LeftOverWorkers(home).Count == 0)
            {
                return true;
            }
            await Task.Delay(pause, cancellationToken);
        }
        return false;
    }
}
