using System.Globalization;

namespace Portal.Shell.Database;

/// <summary>What the server's pid file says, checked against the processes that really run.</summary>
internal sealed record Postmaster(int ProcessId, int Port)
{
    public static string PidFile(ClusterHome home) => Path.Combine(home.Cluster, "postmaster.pid");

    /// <summary>The running server of this cluster, or null.</summary>
    public static Postmaster? Running(ClusterHome home)
    {
        var (processId, port) = Read(home);
        return processId > 0 && IsServerOf(home, processId) ? new Postmaster(processId, port) : null;
    }

    /// <summary>
    /// A pid file whose number went to another process would stop the server from starting. One whose process is gone
    /// is left to the server, which checks more than we can.
    /// </summary>
    public static bool ForgetReusedNumber(ClusterHome home)
    {
        var (processId, _) = Read(home);
        if (processId <= 0 || !Directory.Exists($"/proc/{processId}") || IsServerOf(home, processId))
        {
            return false;
        }
        File.Delete(PidFile(home));
        return true;
    }

    /// <summary>Workers of a server that was killed; they end by themselves, but a new server must not start beside them.</summary>
    public static IReadOnlyList<int> LeftOverWorkers(ClusterHome home) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && CommandLine(id).StartsWith($"postgres: {home.ClusterName}: ", StringComparison.Ordinal))];

    // The pid file's lines: process, folder, start time, port, …; the first alone may be there while the server starts.
    private static (int ProcessId, int Port) Read(ClusterHome home)
    {
        if (!File.Exists(PidFile(home)))
        {
            return (0, 0);
        }
        var lines = File.ReadAllLines(PidFile(home));
        return (Number(0), Number(3));

        int Number(int line) =>
            lines.Length > line && int.TryParse(lines[line].Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static bool IsServerOf(ClusterHome home, int processId) =>
        CommandLine(processId).Split('\0') is [var program, ..] arguments
        && Path.GetFileName(program) is "postgres"
        && arguments.Contains(home.Cluster, StringComparer.Ordinal);

    private static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // It ended between being listed and being read, or is none of ours.
        }
    }
}
