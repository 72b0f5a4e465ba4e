using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Shell.Hosting;

namespace Portal.Bench.Chaos;

/// <summary>Database, witness, one web node in this process and the workers in theirs.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const int Workers = 3;
    private readonly List<ChaosNode> _nodes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-chaos-web-").FullName;
    private Portal.Sandbox.Network.TroubledLine _webLine = null!;
    private int _started;

    private ChaosWorld(ChaosDatabase database, Witness witness) => (Database, Witness) = (database, witness);

    public ChaosDatabase Database { get; }

    public Witness Witness { get; }

    public PortalHost Web { get; private set; } = null!;

    public static async Task<ChaosWorld> StartAsync(int seed)
    {
        var world = new ChaosWorld(await ChaosDatabase.StartAsync(), await Witness.StartAsync(seed));
        world._webLine = new(new IPEndPoint(IPAddress.Loopback, world.Database.Port));
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(world.Database.ConnectionString) { Port = world._webLine.Port }.ConnectionString;
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the portal announces its address
        world.Web = await PortalHost.StartAsync(["--data", world._folder, "--port", "0", "--role", "web"], builder =>
        {
            ChaosSettings.Apply(builder, "web", connection, services => ChaosWorkflow.Register(services, world.Witness.Url));
            builder.Logging.ClearProviders();
        }, CancellationToken.None);
        Console.SetOut(output);
        for (var i = 0; i < Workers; i++)
        {
            world.StartNode();
        }

        return world;
    }

    public T Get<T>() where T : notnull => Web.App.Services.GetRequiredService<T>();

    /// <summary>One that has work in hand at this moment: trouble for an idle node proves nothing.</summary>
    public async Task<ChaosNode> WorkingNodeAsync(Random random)
    {
        while (true)
        {
            var owners = (await Database.RowsAsync("SELECT DISTINCT split_part(owner, '/', 1) FROM portal.run WHERE state = 'Running' AND lease_until > now()", row => row.GetString(0))).ToHashSet(StringComparer.Ordinal);
            var working = _nodes.Where(n => owners.Contains(n.Name)).ToList();
            if (working.Count > 0)
            {
                await Task.Delay(random.Next(150)); // anywhere in what it does
                return working[random.Next(working.Count)];
            }

            await Task.Delay(100);
        }
    }

    public ChaosNode? NodeOf(string name) => _nodes.Find(n => n.Name == name);

    public async Task ReplaceAsync(ChaosNode dead)
    {
        _nodes.Remove(dead);
        await dead.DisposeAsync();
        StartNode();
    }

    public async Task RestartDatabaseAsync(bool politely)
    {
        await Database.RestartAsync(politely);
        var target = new IPEndPoint(IPAddress.Loopback, Database.Port);
        foreach (var line in _nodes.Select(n => n.Line).Append(_webLine))
        {
            line.Target = target;
        }
    }

    /// <summary>A worker that gave up by itself is a finding; it is told and replaced, so that the round can go on.</summary>
    public async Task<int> ReplaceEndedAsync()
    {
        var ended = _nodes.Where(n => n.HasExited).ToList();
        foreach (var node in ended)
        {
            await Console.Error.WriteLineAsync($"{node.Name} ended by itself; its log is {Path.Combine(Path.GetTempPath(), $"chaos-{node.Name}.log")}");
            await ReplaceAsync(node);
        }

        return ended.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Web.DisposeAsync();
        await _webLine.DisposeAsync();
        await Witness.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void StartNode() => _nodes.Add(ChaosNode.Start($"node-{++_started}", Database.ConnectionString, Witness.Url));
}
