using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Portal.Shell.Database;

namespace Portal.Shell.Demo;

/// <summary>
/// A process that plays the outside world for a demonstration. All the portal knows of it: its first line is a flat JSON
/// object of configuration, used wherever nothing else is configured, and it ends when its standard input closes.
/// </summary>
public sealed class DemoCompanion : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _draining;
    private readonly string _settingsFile;
    private bool _disposed;

    private DemoCompanion(Process process, Task draining, IReadOnlyDictionary<string, string> settings, string settingsFile) =>
        (_process, _draining, Settings, _settingsFile) = (process, draining, settings, settingsFile);

    public IReadOnlyDictionary<string, string> Settings { get; }

    public int ProcessId => _process.Id;

    public static Task<DemoCompanion> StartAsync(string companionDll, string dataFolder, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetFullPath(dataFolder), "sandbox");
        return File.Exists(companionDll)
            ? StartAsync(["dotnet", companionDll, "--data", folder, "--exit-with-parent"], dataFolder, cancellationToken)
            : throw new DemoCompanionException($"The companion {companionDll} does not exist. Build it (./run does), or name another one with --companion.");
    }

    /// <summary>Starts any command that keeps the companion's bargain.</summary>
    public static async Task<DemoCompanion> StartAsync(IReadOnlyList<string> command, string dataFolder, CancellationToken cancellationToken)
    {
        var process = Start(command);
        var log = new CompanionLog(Path.Combine(dataFolder, "companion.log"));
        var errors = log.KeepAsync(process.StandardError);
        try
        {
            var settings = await FirstLineAsync(process, log, cancellationToken);
            await PrivateFile.WriteAsync(SettingsIn(dataFolder), JsonSerializer.Serialize(settings), cancellationToken);
            return new DemoCompanion(process, Task.WhenAll(errors, log.KeepAsync(process.StandardOutput)), settings, SettingsIn(dataFolder));
        }
        catch
        {
            await EndAsync(process);
            process.Dispose();
            throw;
        }
    }

    /// <summary>What the companion of a running portal supplies, for other processes on the same folder; empty without one.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> RunningSettingsAsync(string dataFolder, CancellationToken cancellationToken) =>
        File.Exists(SettingsIn(dataFolder))
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(SettingsIn(dataFolder), cancellationToken)) ?? []
            : [];

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        File.Delete(_settingsFile);
        await EndAsync(_process);
        await _draining;
        _process.Dispose();
    }

    private static string SettingsIn(string dataFolder) => Path.Combine(dataFolder, "companion.json");

    private static Process Start(IReadOnlyList<string> command)
    {
        // In a session of its own Ctrl-C does not reach it: it has to answer until the portal has ended its work.
        List<string> whole = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", .. command] : [.. command];
        try
        {
            return Process.Start(new ProcessStartInfo(whole[0], whole.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception missing)
        {
            throw new DemoCompanionException($"The companion cannot be started ({string.Join(' ', command)}): {missing.Message}.", missing);
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> FirstLineAsync(
        Process process, CompanionLog log, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartPatience);
        try
        {
            return await process.StandardOutput.ReadLineAsync(limit.Token) is { } line
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(line) ?? []
                : throw new DemoCompanionException($"The companion ended before it said anything. Its log is {log.File}.");
        }
        catch (JsonException malformed)
        {
            throw new DemoCompanionException($"The companion's first line is not a flat JSON object of configuration: {malformed.Message}", malformed);
        }
        catch (OperationCanceledException silent) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoCompanionException($"The companion said nothing within {StartPatience.TotalSeconds:0} seconds. Its log is {log.File}.", silent);
        }
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It had ended already, so there is nobody to tell.
        }
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
