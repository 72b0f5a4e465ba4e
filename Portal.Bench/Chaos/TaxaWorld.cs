using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Sandbox;
using Portal.Sandbox.Ena;
using Portal.Shell.Hosting;
using Portal.TaxonFetches;

namespace Portal.Bench.Chaos;

/// <summary>An ENA that grows, droplets that run workers, and three nodes in processes of their own: one the workers call, two that do the work. All of them can be killed.</summary>
internal sealed class TaxaWorld : IAsyncDisposable
{
    public static readonly IReadOnlyList<long> Taxa = [562, 573, 1280];

    private const string Host = "ftp.sra.ebi.ac.uk";
    private readonly string _folder;
    private readonly Dictionary<string, LoadNode> _nodes = new(StringComparer.Ordinal);
    private readonly int _port = FreePort();
    private PortalHost _desk = null!;
    private int _started;
    private int _runs;

    private TaxaWorld(string folder, SandboxHost sandbox, ChaosDatabase database) => (_folder, Sandbox, Database) = (folder, sandbox, database);

    public SandboxHost Sandbox { get; }

    public ChaosDatabase Database { get; }

    private string Collected => Path.Combine(_folder, "collected");

    public static async Task<TaxaWorld> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-chaos-taxa-").FullName;
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions { DropletDirectory = Path.Combine(folder, "droplets"), RecordedRequests = 0 });
        if (sandbox.DigitalOcean.KeyFile is null)
        {
            throw new InvalidOperationException(sandbox.DigitalOcean.WhyNot);
        }

        sandbox.DigitalOcean.BootTime = TimeSpan.FromMilliseconds(300);
        DemoTaxa.Build(sandbox.Ena);
        var world = new TaxaWorld(folder, sandbox, await ChaosDatabase.StartAsync());
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the portal announces its address
        world._desk = await LoadNode.StartHostAsync("web", "desk", Path.Combine(folder, "desk"), world.Database.ConnectionString, world.Settings);
        Console.SetOut(output);
        world.Start("web");
        world.Start("worker");
        world.Start("worker");
        return world;
    }

    public T Get<T>() where T : notnull => _desk.App.Services.GetRequiredService<T>();

    /// <summary>Sequencing goes on: some more runs of each taxon.</summary>
    public void Sequence()
    {
        foreach (var taxon in Taxa)
        {
            for (var i = 0; i < 3; i++)
            {
                new MadeUpRun { Accession = $"ERR{7_000_000 + _runs++}", TaxId = taxon, ScientificName = "Something new", FirstPublic = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }.AddTo(Sandbox.Ena);
            }
        }
    }

    public Task CheckNowAsync(long taxon, CancellationToken cancellationToken) => Get<TaxonCommands>().CheckNowAsync(taxon, "sequencing goes on", Actor.Portal, cancellationToken);

    /// <summary>A node, or what works on a droplet.</summary>
    public async Task<string> KillSomethingAsync(Random random)
    {
        var droplets = Sandbox.DigitalOcean.Droplets;
        if (droplets.Count > 0 && random.Next(3) == 0)
        {
            var droplet = droplets[random.Next(droplets.Count)];
            droplet.KillWorker();
            return "worker";
        }

        var name = _nodes.Keys.ElementAt(random.Next(_nodes.Count));
        await _nodes[name].DisposeAsync();
        _nodes.Remove(name);
        Start(name.Split('-')[0]);
        return name.Split('-')[0];
    }

    /// <summary>What ENA lists of the runs that pass and what lies there differ in these.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var wrong = new List<string>();
        foreach (var run in await Database.RowsAsync("SELECT DISTINCT run_accession FROM portal.read_run_taxon WHERE passed", row => row.GetString(0)))
        {
            foreach (var path in Sandbox.Ena.Runs.Single(r => r.Accession == run)["fastq_ftp"].Split(';'))
            {
                var (wanted, found) = (Sandbox.Ena.File(path[Host.Length..])!, Directory.GetFiles(Collected, Path.GetFileName(path), SearchOption.AllDirectories));
                if (found.Length != 1 || !SHA256.HashData(await File.ReadAllBytesAsync(found[0])).SequenceEqual(SHA256.HashData(wanted)))
                {
                    wrong.Add($"{Path.GetFileName(path)} lies there {found.Length} times, or is another file");
                }
            }
        }

        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        await _desk.DisposeAsync();
        await Database.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Settings => new(Sandbox.Settings, StringComparer.Ordinal)
    {
        ["Storage:Path"] = Path.Combine(_folder, "store"),
        ["TaxonFetches:Farm"] = "digitalocean",
        ["TaxonFetches:CollectTo"] = Collected,
        ["TaxonFetches:CallbackUrl"] = $"http://127.0.0.1:{_port}",
        ["TaxonFetches:DropletPause"] = "00:00:01",
        ["TaxonFetches:LostAfter"] = "00:00:20",
        ["TaxonFetches:MaxWorkers"] = "4",
        ["TaxonFetches:RetryDelay"] = "00:00:00.05",
        ["TaxonFetches:IdleCap"] = "00:00:02",
    };

    private void Start(string role)
    {
        var name = $"{role}-{++_started}";
        _nodes[name] = LoadNode.Start(name, Database.ConnectionString, Settings, role, role == "web" ? _port : 0);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
