using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>A portal that hands orders over, an importer's database, and a group's folder.</summary>
internal sealed class OrderWorld : IAsyncDisposable
{
    public const string Group = "Demuth lab";

    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _source;
    private readonly IOptions<ImagingOrderOptions> _options;
    private NpgsqlConnection? _importer;

    private OrderWorld(string connection, TrackingWorld tracking, int? quota)
    {
        _source = NpgsqlDataSource.Create(connection);
        (Tracking, Contexts) = (tracking, new Contexts(_source));
        Connection = connection;
        var options = _options = Options.Create(Settings(_folder.Path, tracking.Connection, quota));
        var permissions = new Permissions(Contexts, Clock);
        var files = new ImageFiles(new GroupFolders(options), permissions, Contexts, Clock);
        var planning = new OrderPlanning(Contexts, permissions, files, tracking.Rows, Clock);
        var retries = new OrderRetries(tracking.Rows, Clock);
        Desk = new OrderDesk(Contexts, permissions, planning, retries, Clock);
        Bulk = new OrderBulk(Contexts, permissions, retries, Clock);
        Line = new OrderLine(Contexts, tracking.Database, tracking.Watch, options, Clock);
        Look = new WatchLook(Contexts, new GroupFolders(options), files, planning, Clock);
        Watches = new WatchDesk(Contexts, permissions, new GroupFolders(options), planning, Look, Clock);
        HandOver = new HandOver(Contexts, files, tracking.Writer, tracking.Watch, tracking.Rows, options, Clock);
        Following = new OrderFollowing(Contexts, tracking.Database, tracking.Tables, tracking.Rows, options, Clock);
        foreach (var file in new[] { "a.tif", "b.tif", "c.czi", "s.lif" })
        {
            Write(file);
        }

        Directory.CreateDirectory(Path.Combine(_folder.Path, "other"));
    }

    public string Connection { get; }

    public FakeClock Clock { get; } = new();

    public TrackingWorld Tracking { get; }

    public Contexts Contexts { get; }

    public OrderDesk Desk { get; }

    public OrderBulk Bulk { get; }

    public OrderLine Line { get; }

    public WatchLook Look { get; }

    public WatchDesk Watches { get; }

    public HandOver HandOver { get; }

    public OrderFollowing Following { get; }

    /// <summary>For a portal that has the same groups, and no importer.</summary>
    public Dictionary<string, string?> Settings() => new() { ["ImagingOrders:Mount"] = _folder.Path, [$"ImagingOrders:GroupFolders:{Group}"] = "demuth", ["ImagingOrders:GroupFolders:Other lab"] = "other" };

    public string At(string below) => Path.Combine(_folder.Path, "demuth", below);

    public static async Task<OrderWorld> CreateAsync(TestDatabase database, int? quota = null) => new(await database.CreateAsync(), await TrackingWorld.CreateAsync(database), quota);

    public static OrderWish Wish(params string[] paths) => new(Group, "alice", [new("Dataset", 151)], paths);

    public void Write(string below)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(below))!);
        File.WriteAllText(At(below), "pixels");
    }

    public Task<OrderOutcomes> CreateAsync(params OrderWish[] wishes) => Desk.CreateAsync(wishes, Actor.Portal, CancellationToken.None);

    public async Task<ImagingOrder> OneAsync(OrderWish wish) => (await CreateAsync(wish)).Items.Single().Orders.Single();

    public async Task<ImagingOrder> NowAsync(ImagingOrder order)
    {
        await using var db = Contexts.CreateDbContext();
        return await db.Set<ImagingOrder>().AsNoTracking().SingleAsync(o => o.Id == order.Id);
    }

    public async Task<IReadOnlyList<ImagingOrder>> OrdersAsync()
    {
        await using var db = Contexts.CreateDbContext();
        return await db.Set<ImagingOrder>().AsNoTracking().OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).ToListAsync();
    }

    /// <summary>What another node follows with.</summary>
    public OrderFollowing Follower() => new(Contexts, Tracking.Database, Tracking.Tables, Tracking.Rows, _options, Clock);

    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var db = Contexts.CreateDbContext();
        return await db.AuditEntries.Select(a => a.Action).ToListAsync();
    }

    /// <summary>An importer looks at its table: as far as anybody can see, it lives.</summary>
    public async Task PollAsync()
    {
        _importer ??= new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Tracking.Connection) { Pooling = false, ApplicationName = "" }.ConnectionString);
        if (_importer.State == System.Data.ConnectionState.Closed)
        {
            await _importer.OpenAsync();
        }

        await using var poll = new NpgsqlCommand("ROLLBACK", _importer);
        await poll.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_importer is not null)
        {
            await _importer.DisposeAsync();
        }

        await Tracking.DisposeAsync();
        await _source.DisposeAsync();
        _folder.Dispose();
    }

    private static ImagingOrderOptions Settings(string mount, string tracking, int? quota)
    {
        var options = new ImagingOrderOptions { Mount = mount, TrackingDatabase = tracking, HandOverAtOnce = 3 };
        options.GroupFolders[Group] = "demuth";
        options.GroupFolders["Other lab"] = "other";
        if (quota is { } most)
        {
            options.Quota[Group] = most;
        }

        return options;
    }
}
