using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Portal.Shell.Demo;
using Portal.Shell.Hosting;

namespace Portal.Bench;

/// <summary>The portal as <c>./run</c> starts it: a process of its own with its own database and the sandbox, on a folder of the bench.</summary>
internal sealed class ServedPortal : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PortalProcess _process;

    private ServedPortal(string folder, PortalProcess process, DemoCredentials credentials) => (_folder, _process, Credentials) = (folder, process, credentials);

    public Uri Url => _process.Url;

    public ProcessMemory Memory => _process.Memory;

    /// <summary>Who may sign in.</summary>
    public DemoCredentials Credentials { get; }

    public bool HasEnded => _process.HasEnded;

    public static async Task<ServedPortal> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-served-").FullName;
        var process = await PortalProcess.StartAsync(DataOf(folder), ["--companion", PortalProcess.Beside("Portal.Sandbox.dll")], new Dictionary<string, string>(), cancellationToken);
        var credentials = await File.ReadAllTextAsync(Path.Combine(DataOf(folder), "demo-credentials.json"), cancellationToken);
        return new ServedPortal(folder, process, JsonSerializer.Deserialize<DemoCredentials>(credentials, JsonSerializerOptions.Web)!);
    }

    /// <summary>The same installation from outside: its services on its database, nothing of it started.</summary>
    public WebApplication Inspect() => PortalHost.Inspect(["--data", DataOf(_folder)]);

    /// <summary>One of the manifests made for the demonstration.</summary>
    public string Example(string name) => Path.Combine(DataOf(_folder), "sandbox", "examples", name);

    public Task<BenchBrowser> BrowserAsync()
    {
        var person = Credentials.Users.First(u => u.Name == "curator");
        return BenchBrowser.SignInAsync(Url, person.Name, person.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string DataOf(string folder) => Path.Combine(folder, "data");
}
