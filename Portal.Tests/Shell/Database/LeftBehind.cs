using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Shell.Database;

namespace Portal.Tests.Shell.Database;

/// <summary>A server as `kill -9` of the portal leaves it: running, and nobody holds the folder.</summary>
internal sealed class LeftBehind(int processId, string connectionString) : IAsyncDisposable
{
    public int ProcessId => processId;

    public string ConnectionString => connectionString;

    public static async Task<LeftBehind> StartAsync(ScratchFolder folder)
    {
        string[] command;
        string[] owner;
        string pidFile, connectionString;
        await using (var postgres = await EmbeddedPostgres.StartAsync(
            folder.Path, EmbeddedPostgresOptions.Throwaway, NullLogger.Instance, CancellationToken.None))
        {
            connectionString = postgres.ConnectionString;
            pidFile = Path.Combine(postgres.Folder, "data", "postmaster.pid");
            var server = (await File.ReadAllLinesAsync(pidFile))[0];
            command = (await File.ReadAllTextAsync($"/proc/{server}/cmdline")).TrimEnd('\0').Split('\0');
            owner = (await OutputOfAsync("stat", "-c", "%u %g", $"/proc/{server}")).Trim().Split(' ');
        }
        if (Environment.IsPrivilegedProcess)
        {
            command = ["setpriv", $"--reuid={owner[0]}", $"--regid={owner[1]}", "--clear-groups", "--", .. command];
        }
        // Not our child: the same orphan that an ended portal leaves, which nobody but init waits for.
        await OutputOfAsync("sh", ["-c", "cd / && \"$@\" >/dev/null 2>&1 </dev/null &", "sh", .. command]);
        await AnswersAsync(connectionString);
        return new LeftBehind(int.Parse((await File.ReadAllLinesAsync(pidFile))[0], CultureInfo.InvariantCulture), connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists($"/proc/{processId}/exe"))
        {
            await ScratchFolder.KillAsync(processId);
        }
    }

    private static async Task AnswersAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                // Still starting.
            }
        }
    }

    private static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
