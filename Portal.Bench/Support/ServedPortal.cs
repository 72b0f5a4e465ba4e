using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Portal.Shell.Demo;
using Portal.Shell.Hosting;

namespace Portal.Bench;

/// <summary>The portal as <c>./run</c> starts it: a process of its own with its own database and the sandbox, on a folder of the bench.</summary>
internal sealed class ServedPortal : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _process;
    private readonly Task _draining;

    private ServedPortal(string folder, Process process, string url)
    {
        (_folder, _process) = (folder, process);
        _draining = process.StandardOutput.ReadToEndAsync();
        Url = new Uri(url);
        Memory = new ProcessMemory(process.Id);
    }

    public Uri Url { get; }

    public ProcessMemory Memory { get; }

    /// <summary>Who may sign in.</summary>
    public DemoCredentials Credentials { get; private set; } = null!;

    public bool HasEnded => _process.HasExited;

    private string Data => Path.Combine(_folder, "data");

    public static async Task<ServedPortal> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-served-").FullName;
        var start = new ProcessStartInfo("dotnet", [Beside("Portal.dll"), "serve", "--demo", "--data", Path.Combine(folder, "data"), "--port", "0", "--companion", Beside("Portal.Sandbox.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["Logging__LogLevel__Default"] = "Warning" },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The portal did not start.");
        var portal = new ServedPortal(folder, process, await AddressAsync(process, cancellationToken));
        var credentials = await File.ReadAllTextAsync(Path.Combine(portal.Data, "demo-credentials.json"), cancellationToken);
        portal.Credentials = JsonSerializer.Deserialize<DemoCredentials>(credentials, JsonSerializerOptions.Web)!;
        return portal;
    }

    /// <summary>The same installation from outside: its services on its database, nothing of it started.</summary>
    public WebApplication Inspect() => PortalHost.Inspect(["--data", Data]);

    public Task<BenchBrowser> BrowserAsync()
    {
        var person = Credentials.Users.First(u => u.Name == "curator");
        return BenchBrowser.SignInAsync(Url, person.Name, person.Password);
    }

    public async ValueTask DisposeAsync()
    {
        // A polite end, so that it takes its database with it.
        using (var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static async Task<string> AddressAsync(Process portal, CancellationToken cancellationToken)
    {
        const string ready = "Portal is ready at ";
        while (await portal.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(ready, StringComparison.Ordinal))
            {
                return line[ready.Length..].Trim();
            }
        }

        throw new InvalidOperationException("The portal ended before it was ready.");
    }
}
