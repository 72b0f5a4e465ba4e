using System.Text.Json;
using Portal.Shell.Demo;

namespace Portal.Bench.GwoManifests;

/// <summary>The sandbox with a made-up study and a portal that uses it, each a process of its own.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly string _folder;
    private readonly DemoCompanion _sandbox;
    private readonly PortalProcess _portal;

    private OutsideWorld(string folder, DemoCompanion sandbox, PortalProcess portal) => (_folder, _sandbox, _portal) = (folder, sandbox, portal);

    public Uri Url => _portal.Url;

    public ProcessMemory Memory => _portal.Memory;

    public static async Task<OutsideWorld> StartAsync(MadeUpStudy study, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-world-").FullName;
        var (tables, objects) = (Path.Combine(folder, "tables.json"), Path.Combine(folder, "objects.json"));
        await SandboxSeed.WriteAsync(study, tables, objects, cancellationToken);
        var sandbox = await DemoCompanion.StartAsync(["dotnet", PortalProcess.Beside("Portal.Sandbox.dll"), "--exit-with-parent", "--data-service", tables, "--objects", objects], folder, cancellationToken);
        try
        {
            return new OutsideWorld(folder, sandbox, await PortalProcess.StartAsync(Path.Combine(folder, "data"), [], sandbox.Settings, cancellationToken));
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    public async Task<PortalCaller> CallerAsync(CancellationToken cancellationToken)
    {
        var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "data", "demo-credentials.json"), cancellationToken));
        return new(Url, credentials.RootElement.GetProperty("apiKey").GetString()!, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
