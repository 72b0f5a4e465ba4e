using System.Diagnostics;
using Portal.Shell.Demo;

namespace Portal.Bench.GwoManifests;

/// <summary>The sandbox with a made-up study and a portal that uses it, each a process of its own.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly string _folder;
    private readonly DemoCompanion _sandbox;
    private readonly Process _portal;
    private readonly Task _draining;

    private OutsideWorld(string folder, DemoCompanion sandbox, Process portal, string url)
    {
        (_folder, _sandbox, _portal) = (folder, sandbox, portal);
        _draining = portal.StandardOutput.ReadToEndAsync();
        Url = new Uri(url);
        Memory = new ProcessMemory(portal.Id);
    }

    public Uri Url { get; }

    public ProcessMemory Memory { get; }

    public static async Task<OutsideWorld> StartAsync(MadeUpStudy study, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-world-").FullName;
        var (tables, objects) = (Path.Combine(folder, "tables.json"), Path.Combine(folder, "objects.json"));
        await SandboxSeed.WriteAsync(study, tables, objects, cancellationToken);
        var sandbox = await DemoCompanion.StartAsync(["dotnet", Beside("Portal.Sandbox.dll"), "--exit-with-parent", "--data-service", tables, "--objects", objects], folder, cancellationToken);
        try
        {
            var portal = StartPortal(folder, sandbox.Settings);
            return new OutsideWorld(folder, sandbox, portal, await AddressAsync(portal, cancellationToken));
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    public async Task<PortalCaller> CallerAsync(CancellationToken cancellationToken) =>
        new(Url, await DemoCredentialsAsync(cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A polite end, so that it takes its database with it.
        using (var signal = Process.Start("kill", ["-TERM", _portal.Id.ToString()]))
        {
            await signal.WaitForExitAsync();
        }

        await _portal.WaitForExitAsync();
        await _draining;
        _portal.Dispose();
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static Process StartPortal(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Beside("Portal.dll"), "serve", "--demo", "--data", Path.Combine(folder, "data"), "--port", "0"]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__")] = value;
        }

        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start) ?? throw new InvalidOperationException("The portal did not start.");
    }

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

    private async Task<string> DemoCredentialsAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(_folder, "data", "demo-credentials.json"));
        using var credentials = await System.Text.Json.JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        return credentials.RootElement.GetProperty("apiKey").GetString()!;
    }
}
