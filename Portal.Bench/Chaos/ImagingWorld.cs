using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Shell.Hosting;

namespace Portal.Bench.Chaos;

/// <summary>A share with files, stand-ins for OMERO and for containers, an importer's database, one node that takes orders and two that process them and can be killed.</summary>
internal sealed class ImagingWorld : IAsyncDisposable
{
    private const string Group = "Demuth lab";
    private const long Dataset = 151;
    private readonly string _folder;
    private readonly List<LoadNode> _nodes = [];
    private readonly string _tracking;
    private PortalHost _desk = null!;
    private int _started;

    private ImagingWorld(string folder, ChaosDatabase database) =>
        (_folder, Database, _tracking) = (folder, database, new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "importer", Pooling = false }.ConnectionString);

    public ChaosDatabase Database { get; }

    public int Files { get; private set; }

    public int Begun => Heard.Calls("omero").Count(c => c[0] == "import");

    public int Imported => Omero.Of("Fileset").Count();

    private StandInFolder Heard => new(Path.Combine(_folder, "stand-in"));

    private OmeroThings Omero => new(Heard.At("things.jsonl"));

    private Dictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Storage:Path"] = Path.Combine(_folder, "store"),
                ["ImagingOrders:Mode"] = "process",
                ["ImagingOrders:Mount"] = Path.Combine(_folder, "data"),
                [$"ImagingOrders:GroupFolders:{Group}"] = "demuth",
                ["ImagingOrders:TrackingDatabase"] = _tracking,
                ["ImagingOrders:LookEvery"] = "00:00:00.5",
                ["ImagingOrders:OmeroHost"] = "omero",
                ["ImagingOrders:OmeroPassword"] = "secret",
                ["ImagingOrders:TemporaryFolder"] = Path.Combine(_folder, "inplace"),
                ["ImagingOrders:ManagedRepository"] = Heard.At("ManagedRepository"),
            };
            foreach (var (key, verb) in new[] { ("OmeroCommand", "omero"), ("ContainerCommand", "podman") })
            {
                foreach (var (word, i) in new[] { "dotnet", typeof(SandboxProgram).Assembly.Location, verb, Heard.At("") }.Select((w, i) => (w, i)))
                {
                    settings[$"ImagingOrders:{key}:{i}"] = word;
                }
            }

            return settings;
        }
    }

    public static async Task<ImagingWorld> StartAsync()
    {
        var world = new ImagingWorld(Directory.CreateTempSubdirectory("portal-chaos-imaging-").FullName, await ChaosDatabase.StartAsync());
        await using (var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(world.Database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString))
        {
            await server.OpenAsync();
            await using var create = new NpgsqlCommand("CREATE DATABASE importer", server);
            await create.ExecuteNonQueryAsync();
        }

        world.Heard.Set(new(ImportMs: 300, ConvertMs: 300));
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the portal announces its address
        world._desk = await LoadNode.StartHostAsync("web", "desk", Path.Combine(world._folder, "desk"), world.Database.ConnectionString, world.Settings);
        Console.SetOut(output);
        world.Start();
        world.Start();
        return world;
    }

    /// <summary>Most of one file, some of three, some to be converted.</summary>
    public async Task OrderAsync(int orders, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data", "demuth"));
        var desk = _desk.App.Services.GetRequiredService<OrderDesk>();
        for (var i = 0; i < orders; i++)
        {
            IReadOnlyList<string> paths = (i % 10) switch { 0 => [$"o{i}_a.tif", $"o{i}_b.tif", $"o{i}_c.tif"], 5 => [$"o{i}.lof"], _ => [$"o{i}.tif"] };
            foreach (var path in paths)
            {
                await File.WriteAllTextAsync(Path.Combine(_folder, "data", "demuth", path), "pixels", cancellationToken);
            }

            Files += paths.Count;
            var made = await desk.CreateAsync([new OrderWish(Group, "alice", [new WishedDestination(nameof(DestinationType.Dataset), Dataset)], paths)], Actor.Portal, cancellationToken);
            if (!made.Written)
            {
                throw new InvalidOperationException(made.Items[0].Problem);
            }
        }
    }

    public async Task KillNodeAsync(Random random)
    {
        var node = _nodes[random.Next(_nodes.Count)];
        _nodes.Remove(node);
        await node.DisposeAsync();
        Start();
    }

    /// <summary>What is not as it should be, when all is over.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(int orders)
    {
        var (wrong, omero) = (new List<string>(), Omero);
        var filesets = omero.Of("Fileset").GroupBy(f => Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(f["clientPath"]!))).ToDictionary(g => g.Key, g => g.Count());
        wrong.AddRange(Directory.EnumerateFiles(Path.Combine(_folder, "data", "demuth")).Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(f => filesets.GetValueOrDefault(f) != 1).Select(f => $"{f} is in OMERO {filesets.GetValueOrDefault(f)} times"));
        var links = omero.Of("DatasetImageLink").GroupBy(l => l["child"]).ToDictionary(g => g.Key!, g => g.Count());
        wrong.AddRange(omero.Of("Image").Where(i => links.GetValueOrDefault(i.Proxy) != 1).Select(i => $"{i["name"]} is in the Dataset {links.GetValueOrDefault(i.Proxy)} times"));
        wrong.AddRange(await Database.RowsAsync("SELECT state || ': ' || count(*) FROM portal.imaging_order WHERE state <> 'Completed' GROUP BY state", row => row.GetString(0)));
        wrong.AddRange(await Database.RowsAsync("SELECT 'file ' || path || ' is ' || state || coalesce(': ' || reason, '') FROM portal.imaging_order_file WHERE state <> 'Imported'", row => row.GetString(0)));
        await using var tracking = new NpgsqlConnection(_tracking);
        await tracking.OpenAsync();
        await using var told = new NpgsqlCommand("SELECT count(*) FROM (SELECT uuid FROM imports GROUP BY uuid HAVING count(*) FILTER (WHERE stage = 'Import Started') = 1 AND count(*) FILTER (WHERE stage = 'Import Completed') = 1 AND count(*) FILTER (WHERE stage = 'Import Pending') = 1 AND max(id) = max(id) FILTER (WHERE stage = 'Import Completed')) whole", tracking);
        if (await told.ExecuteScalarAsync() is long whole && whole != orders)
        {
            wrong.Add($"{whole} of {orders} orders are told whole in the importer's table");
        }

        if (Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "inplace")).ToList() is { Count: > 0 } left)
        {
            wrong.Add($"{left.Count} temporary folders are left over");
        }

        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _desk.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start() => _nodes.Add(LoadNode.Start($"worker-{++_started}", Database.ConnectionString, Settings));
}
