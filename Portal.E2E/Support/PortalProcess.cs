using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Portal.E2E.Support;

public sealed record DemoUser(string Name, string Password, string Role);

public sealed record DemoCredentials(string Url, IReadOnlyList<DemoUser> Users, string ApiKey)
{
    public DemoUser User(string name) => Users.Single(u => u.Name == name);
}

/// <summary>The product as <c>./run</c> starts it, on a folder and a port of its own; it can be stopped, killed and started again on both.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly FamilyOfProcesses _family;
    private readonly bool _processes;
    private readonly string _log;
    private readonly List<string> _complaints = [];
    private Process? _process;

    private PortalProcess(string folder, int port, bool processes)
    {
        (Folder, Port, _processes, _family) = (folder, port, processes, new FamilyOfProcesses(folder));
        _log = Path.Combine(Directory.CreateDirectory(Repository.Results).FullName, $"{Path.GetFileName(folder)}.log");
    }

    public string Folder { get; }

    /// <summary>The folder its results of pipelines lie below.</summary>
    public string ResultsRoot => Path.Combine(Folder, "results");

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    public DemoCredentials Credentials { get; private set; } = null!;

    public Sandbox Sandbox { get; private set; } = null!;

    public PortalClient Api { get; private set; } = null!;

    /// <param name="processes">It imports images by itself, as the demonstration does; otherwise orders are handed over to an importer, and no OMERO answers.</param>
    public static async Task<PortalProcess> StartNewAsync(bool processes = false)
    {
        var folder = Directory.CreateTempSubdirectory("portal-e2e-").FullName;
        // PostgreSQL runs as an account of its own where we are root, and has to get in.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var portal = new PortalProcess(folder, FreePort(), processes);
        await portal.StartAsync();
        return portal;
    }

    /// <summary>Starts it, again on the same folder and port if it ran before.</summary>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = Command(), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The portal ended before it was ready; see {_log}."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartPatience);
        Credentials = await ReadAsync<DemoCredentials>("demo-credentials.json");
        Sandbox = new Sandbox(new Uri((await ReadAsync<Dictionary<string, string>>("companion.json"))["Demo:ControlUrl"]));
        Api?.Dispose();
        Api = new PortalClient(Url, Credentials.ApiKey);
    }

    /// <summary>As Ctrl-C or a service manager ends it; nothing may be left behind.</summary>
    public async Task EndAsync()
    {
        await SignalAsync("TERM");
        _process!.ExitCode.ShouldBe(0, $"exit code after SIGTERM; see {_log}");
        await Eventually.BecomesAsync(() => Task.FromResult(string.Join('\n', _family.Alive())), alive => alive.Length == 0, "all processes of the portal to be gone");
    }

    /// <summary>As a machine that runs out of memory ends it: the portal alone, without a word.</summary>
    public Task KillAsync() => SignalAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await EndAsync();
        }

        _family.Alive().ShouldBeEmpty();
        _process?.Dispose();
        Api?.Dispose();
        Directory.Delete(Folder, recursive: true);
        _complaints.ShouldBeEmpty($"errors in the server's log, {_log}");
    }

    private ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo("dotnet",
            [Repository.Built("Portal"), "serve", "--demo", "--data", Folder, "--port", $"{Port}", "--companion", Repository.Built("Portal.Sandbox")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[FamilyOfProcesses.Variable] = _family.Mark;
        // A broken Data Service is given up on sooner, so that a run fails while somebody watches.
        start.Environment["GwoManifests__RetryDelay"] = "00:00:00.1";
        // Many orders are handed over while somebody watches.
        start.Environment["ImagingOrders__LookEvery"] = "00:00:01";
        start.Environment["ImagingOrders__HandOverAtOnce"] = "100";
        if (!_processes)
        {
            start.Environment["ImagingOrders__Mode"] = "hand-over";
            start.Environment["ImagingOrders__OmeroHost"] = "";
        }

        start.Environment["GenomeCatalogues__ResultsRoot"] = Directory.CreateDirectory(ResultsRoot).FullName;
        return start;
    }

    private void Hear(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_complaints)
        {
            File.AppendAllText(_log, line + "\n");
            if (line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal))
            {
                _complaints.Add(line);
            }
        }

        if (line.Contains("Portal is ready at", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process!.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(EndPatience);
        await _process.WaitForExitAsync(limit.Token);
    }

    private async Task<T> ReadAsync<T>(string file) =>
        JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(Path.Combine(Folder, file)), JsonSerializerOptions.Web)!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
