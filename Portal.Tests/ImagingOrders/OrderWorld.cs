using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Batches;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Templates;
using Portal.Jobs.Outside.Omero;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>A portal that hands orders over, an importer's database, and a group's folder.</summary>
internal sealed class OrderWorld : IAsyncDisposable
{
    public const string Group = "Demuth lab";

    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _source;
    private readonly OmeroProgram _program;
    private readonly OmeroSessions _sessions;
    private readonly IOptions<ImagingOrderOptions> _options;
    private NpgsqlConnection? _importer;

    private OrderWorld(string connection, TrackingWorld tracking, OmeroPlace? omero, int? quota)
    {
        _source = NpgsqlDataSource.Create(connection);
        (Tracking, Contexts) = (tracking, new Contexts(_source));
        Connection = connection;
        var settings = Settings(_folder.Path, tracking.Connection, quota);
        var (options, permissions) = (Options.Create(settings), new Permissions(Contexts, Clock));
        var configuration = new ImagingConfiguration(options);
        var folders = new GroupFolders(options, configuration);
        var files = new ImageFiles(folders, configuration, permissions, Contexts, Clock);
        _program = new OmeroProgram(omero ?? settings.Omero);
        _sessions = new OmeroSessions(_program, Clock);
        var (users, places) = (new OrderUsers(Contexts, permissions), new Destinations(new OmeroTree(new OmeroClient(_program, _sessions)), Clock));
        var planning = new OrderPlanning(Contexts, permissions, users, places, files, configuration, tracking.Rows, options, Clock);
        var retries = new OrderRetries(tracking.Rows, new LeftOrders(tracking.Rows, tracking.Watch, options), Clock);
        Desk = new OrderDesk(Contexts, permissions, planning, retries, Clock);
        Bulk = new OrderBulk(Contexts, permissions, retries, Clock);
        Line = new OrderLine(Contexts, tracking.Database, tracking.Watch, new(tracking.Database, tracking.Tables, tracking.Watch, Contexts), options, Clock);
        Look = new WatchLook(Contexts, folders, files, configuration, planning, new(permissions, users), Clock);
        Watches = new WatchDesk(Contexts, permissions, folders, users, Look, Clock);
        _options = options;
        Tables = new OrderTableCommands(Desk, permissions, configuration);
        Places = new DestinationCommands(Contexts, permissions, users, places, Clock);
        Drafts = new OrderDraftCommands(Contexts, permissions, Clock);
        Templates = new OrderTemplateCommands(Contexts, permissions, configuration, Clock);
        Marks = new ImportedMarks(Contexts, permissions, folders, tracking.Rows);
        HandOver = new HandOver(Contexts, files, places, tracking.Writer, tracking.Watch, tracking.Rows, new(tracking.Database, tracking.Tables, tracking.Watch, Contexts), options, Clock);
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

    public OrderTableCommands Tables { get; }

    public DestinationCommands Places { get; }

    public OrderDraftCommands Drafts { get; }

    public OrderTemplateCommands Templates { get; }

    public ImportedMarks Marks { get; }
    public OrderBulk Bulk { get; }

    public OrderLine Line { get; }

    public WatchLook Look { get; }

    public WatchDesk Watches { get; }

    public HandOver HandOver { get; }

    public OrderFollowing Following { get; }

    /// <summary>For a portal that has the same groups, and no importer.</summary>
    public Dictionary<string, string?> Settings() => new() { ["ImagingOrders:Mount"] = _folder.Path, [$"ImagingOrders:GroupFolders:{Group}"] = "demuth", ["ImagingOrders:GroupFolders:Other lab"] = "other" };

    public string At(string below) => Path.Combine(_folder.Path, "demuth", below);

    public static async Task<OrderWorld> CreateAsync(TestDatabase database, OmeroPlace? omero = null, int? quota = null) => new(await database.CreateAsync(), await TrackingWorld.CreateAsync(database), omero, quota);

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

    /// <summary>The importer is gone, from one moment to the next.</summary>
    public async Task KillImporterAsync() => await _importer!.CloseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_importer is not null)
        {
            await _importer.DisposeAsync();
        }

        _sessions.Dispose();
        _program.Dispose();
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
