using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Sandbox.Imaging;

/// <summary>Makes the importer's database of a demonstration, on the same server, and keeps a stand-in for the importer running where the portal does not process itself.</summary>
internal sealed partial class ImporterService(TrackingTables tables, IOptions<ImagingOrderOptions> options, TimeProvider clock, ILogger<ImporterService> logger) : BackgroundService
{
    private const string Database = "importer";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The importer's database, where nobody named another.</summary>
    public static string AddressOf(string portal) => new NpgsqlConnectionStringBuilder(portal) { Database = Database }.ConnectionString;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var address = options.Value.TrackingDatabase!;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CreateAsync(address, stoppingToken);
                await tables.ShapeAsync(stoppingToken);
                if (options.Value.Processes)
                {
                    return; // the portal is its own importer
                }

                await using var importer = new StandInImporter(address, options.Value.ImporterWorkers, TimeSpan.FromSeconds(4), clock);
                await importer.StartAsync(stoppingToken);
                while (true)
                {
                    await importer.PollAsync(stoppingToken);
                    await Task.Delay(Pause, clock, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                LogAway(logger, e);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task CreateAsync(string address, CancellationToken cancellationToken)
    {
        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Database = "postgres", Pooling = false }.ConnectionString);
        await server.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = @name", server);
        find.Parameters.AddWithValue("name", new NpgsqlConnectionStringBuilder(address).Database!);
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Database}", server);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The importer's database is away; the stand-in starts again when it is back")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
