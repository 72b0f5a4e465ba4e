using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>A portal that converts and imports by itself, with stand-ins for OMERO's client and for containers that write down what they hear.</summary>
internal sealed class ProcessWorld : IAsyncDisposable
{
    public const string Group = "Demuth lab";

    private readonly TemporaryFolder _folder = new();
    private readonly List<PortalServer> _servers = [];
    private readonly string _portal;

    private ProcessWorld(string portal, TrackingWorld tracking) => (_portal, Tracking) = (portal, tracking);

    public TrackingWorld Tracking { get; }

    public StandInFolder Heard => new(Path.Combine(_folder.Path, "stand-in"));

    public OmeroThings Omero => new(Heard.At("things.jsonl"));

    public string Temporary => Path.Combine(_folder.Path, "inplace");

    public PortalServer Server => _servers[0];

    public static async Task<ProcessWorld> CreateAsync(TestDatabase database, string mode = "process", string lookEvery = "00:00:00.2")
    {
        var world = await PrepareAsync(database);
        await world.StartAsync(mode, lookEvery);
        return world;
    }

    /// <summary>All but the portal itself.</summary>
    /// <param name="schema">Makes the importer's tables; null: the portal has made them.</param>
    public static async Task<ProcessWorld> PrepareAsync(TestDatabase database, string? schema = null)
    {
        var world = new ProcessWorld(await database.CreateAsync(), await TrackingWorld.CreateAsync(database));
        await (schema is null ? world.Tracking.Tables.ShapeAsync(CancellationToken.None) : world.Tracking.RunAsync(schema));
        return world;
    }

    /// <summary>What else the nodes are told.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>The node that was started last goes; another one finds what it leaves.</summary>
    public async Task StopAsync()
    {
        await _servers[^1].DisposeAsync();
        _servers.RemoveAt(_servers.Count - 1);
    }

    /// <summary>One more node.</summary>
    public async Task StartAsync(string mode = "process", string lookEvery = "00:00:00.2")
    {
        var stand = typeof(SandboxProgram).Assembly.Location;
        _servers.Add(await PortalServer.StartAsync(_portal, new Dictionary<string, string?>(Settings)
        {
            ["ImagingOrders:Mode"] = mode,
            ["ImagingOrders:Mount"] = Path.Combine(_folder.Path, "data"),
            [$"ImagingOrders:GroupFolders:{Group}"] = "demuth",
            ["ImagingOrders:TrackingDatabase"] = Tracking.Connection,
            ["ImagingOrders:LookEvery"] = lookEvery,
            ["ImagingOrders:OmeroHost"] = "omero",
            ["ImagingOrders:OmeroPassword"] = "secret",
            ["ImagingOrders:OmeroRetryDelay"] = "00:00:00.01",
            ["ImagingOrders:OmeroCommand:0"] = "dotnet",
            ["ImagingOrders:OmeroCommand:1"] = stand,
            ["ImagingOrders:OmeroCommand:2"] = "omero",
            ["ImagingOrders:OmeroCommand:3"] = Heard.At(""),
            ["ImagingOrders:ContainerCommand:0"] = "dotnet",
            ["ImagingOrders:ContainerCommand:1"] = stand,
            ["ImagingOrders:ContainerCommand:2"] = "podman",
            ["ImagingOrders:ContainerCommand:3"] = Heard.At(""),
            ["ImagingOrders:TemporaryFolder"] = Temporary,
            ["ImagingOrders:ManagedRepository"] = Heard.At("ManagedRepository"),
        }));
    }

    public string Mount => Path.Combine(_folder.Path, "data");

    public string At(string below) => Path.Combine(Mount, "demuth", below);

    public void Write(params string[] below)
    {
        foreach (var file in below)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), "pixels");
        }
    }

    /// <summary>Orders as programs do, and tells the uuids.</summary>
    public async Task<IReadOnlyList<string>> OrderAsync(HttpClient client, string type, long id, params string[] paths)
    {
        using var reply = await client.PostAsJsonAsync("/api/v1/imaging-orders", new { orders = new[] { new { group = Group, user = "alice", destinations = new[] { new { type, id } }, paths } } });
        var made = await reply.Content.ReadFromJsonAsync<JsonElement>();
        reply.IsSuccessStatusCode.ShouldBeTrue(made.ToString());
        return [.. made.GetProperty("items")[0].GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("uuid").GetString()!)];
    }

    public Task<HttpClient> CuratorAsync() => Server.ClientAsync(Role.Curator, $"omero-group:{Group}");

    public async Task<JsonElement> ReadAsync(HttpClient client, string uuid) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/imaging-orders/{uuid}");

    public Task<JsonElement> UntilAsync(HttpClient client, string uuid, OrderState state) =>
        Eventually.IsAsync(() => ReadAsync(client, uuid), o => o.GetProperty("state").GetString() == $"{state}", $"order {uuid} to be {state}");

    /// <summary>What the importer's table tells of an order: stage, names, description, conversion.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string uuid) =>
        [.. (await Tracking.Rows.HistoryAsync(uuid, CancellationToken.None))!.Rows.Select(r => $"{r.Stage}|{string.Join(',', r.FileNames)}|{r.Description}|{r.PreprocessingId}")];

    /// <summary>What the importer's table tells when the order is over.</summary>
    public Task<IReadOnlyList<string>> EndAsync(string uuid) =>
        Eventually.IsAsync(() => RowsAsync(uuid), r => r.Count > 1 && (r[^1].StartsWith("Import Completed", StringComparison.Ordinal) || r[^1].StartsWith("Import Failed", StringComparison.Ordinal)), $"order {uuid} to end");

    /// <summary>What was imported, path by path, as often as it was.</summary>
    public IReadOnlyList<string> Imports() => [.. Heard.Calls("omero").Where(c => c[0] is "import" || c.Contains("zarr")).Select(c => Path.GetFileName(c[^1]))];

    /// <summary>Of each file: name, where it is, how often it was begun.</summary>
    public static IReadOnlyList<string> Files(JsonElement order) =>
        [.. order.GetProperty("files").EnumerateArray().Select(f => $"{Path.GetFileName(f.GetProperty("path").GetString())} {f.GetProperty("state").GetString()} {f.GetProperty("attempt").GetInt32()}")];

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        await Tracking.DisposeAsync();
        _folder.Dispose();
    }
}
