using System.Net;
using Microsoft.Extensions.DependencyInjection;
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
        world.Web = await PortalHost.StartAsync(["--data", world._folder, "--port", "0", "--role", "web"],
            builder => ChaosSettings.Apply(builder, "web", connection, services => ChaosWorkflow.Register(services, world.Witness.Url)), CancellationToken.None);
        for (var i = 0; i < Workers; i++)
        {
            world.StartNode();
        }

        return world;
    }

    public T Get<T>() where T : notnull => Web.App.Services.GetRequiredService<T>();

    public ChaosNode AnyNode(Random random) => _nodes[random.Next(_nodes.Count)];

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
