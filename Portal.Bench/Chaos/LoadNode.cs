using System.Diagnostics;
using System.Text.Json;
using Portal.Shell.Hosting;

namespace Portal.Bench.Chaos;

/// <summary>A node in a process of its own, with settings of its own, until it is killed.</summary>
internal sealed class LoadNode : IAsyncDisposable
{
    public const string Verb = "chaos-load-node";

    private readonly Process _process;

    private LoadNode(Process process) => _process = process;

    public static LoadNode Start(string name, string connectionString, IReadOnlyDictionary<string, string> settings, string role = "worker", int port = 0)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(LoadNode).Assembly.Location, Verb, name, connectionString, JsonSerializer.Serialize(settings), role, $"{port}" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(Path.GetTempPath(), $"chaos-{name}.log")) { AutoFlush = true });
        process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new LoadNode(process);
    }

    /// <summary>The child's side.</summary>
    public static async Task<int> RunAsync(string name, string connectionString, string settings, string role, int port)
    {
        var folder = Directory.CreateTempSubdirectory("portal-chaos-").FullName;
        await using var host = await StartHostAsync(role, name, folder, connectionString, JsonSerializer.Deserialize<Dictionary<string, string>>(settings)!, port);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public static Task<PortalHost> StartHostAsync(string role, string name, string folder, string connectionString, IReadOnlyDictionary<string, string> settings, int port = 0) =>
        PortalHost.StartAsync(["--data", folder, "--port", $"{port}", "--role", role], builder =>
        {
            ChaosSettings.Apply(builder, name, connectionString, _ => { });
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }
        }, CancellationToken.None);

    /// <summary>As if the power had gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
