using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>An importer's database, and the portal's view of it.</summary>
internal sealed class TrackingWorld : IAsyncDisposable
{
    private readonly NpgsqlDataSource _foreign;

    private TrackingWorld(string connection)
    {
        Connection = connection;
        _foreign = NpgsqlDataSource.Create(connection);
        Database = new TrackingDatabase(Options.Create(new ImagingOrderOptions { TrackingDatabase = connection }));
        Tables = new TrackingTables(Database);
        Rows = new ImportRows(Database, Tables);
        Writer = new OrderWriter(Database, Tables);
        Watch = new DaemonWatch(Database, Tables);
    }

    public string Connection { get; }

    public TrackingDatabase Database { get; }

    public TrackingTables Tables { get; }

    public ImportRows Rows { get; }

    public OrderWriter Writer { get; }

    public DaemonWatch Watch { get; }

    public static async Task<TrackingWorld> CreateAsync(TestDatabase database) => new(await database.CreateAsync());

    public static ImportOrder Order(string file = "/data/labA/a.tif", Guid? uuid = null) =>
        new(uuid ?? Guid.NewGuid(), "Demo", "alice", new Destination(DestinationType.Dataset, 151), [file], Container: null, []);

    public ImportTail Tail(long after = 0) => new(Database, Tables, Rows, after);

    /// <summary>A session of somebody else: an importer, or a hand at the console.</summary>
    public ValueTask<NpgsqlConnection> ForeignAsync() => _foreign.OpenConnectionAsync();

    public async Task RunAsync(string sql)
    {
        await using var command = _foreign.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _foreign.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A row as an importer appends it.</summary>
    public Task AppendAsync(string uuid, string stage, string? description = null) => RunAsync(Append(uuid, stage, description));

    public static string Append(string uuid, string stage, string? description = null) =>
        $"""
        INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, description)
        VALUES ('Demo', 'alice', '151', 'Dataset', '{stage}', '{uuid}', now(), '["/data/labA/a.tif"]', '[]', {(description is null ? "NULL" : $"'{description}'")})
        """;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _foreign.DisposeAsync();
    }
}
