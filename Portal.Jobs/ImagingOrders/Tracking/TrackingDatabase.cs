using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>The database the importer and its monitors read; another one than the portal's, even where both are on one server.</summary>
public sealed class TrackingDatabase(IOptions<ImagingOrderOptions> options) : IAsyncDisposable
{
    /// <summary>Keeps the portal's own sessions apart from the importer's, which bear no name.</summary>
    public const string SessionName = "portal-imaging";

    private readonly Lazy<NpgsqlDataSource>? _source = options.Value.TrackingDatabase is { Length: > 0 } address ? new(() => Create(address)) : null;

    public bool IsSet => _source is not null;

    /// <summary>Its connection string.</summary>
    internal string Address => options.Value.TrackingDatabase!;

    /// <exception cref="RuleException">None is configured.</exception>
    public NpgsqlDataSource Source => _source?.Value ?? throw new RuleException("no-tracking-database",
        $"No importer’s database is configured. An administrator sets {ImagingOrderOptions.TrackingDatabaseKey} to its connection string.");

    public async ValueTask DisposeAsync()
    {
        if (_source is { IsValueCreated: true })
        {
            await _source.Value.DisposeAsync();
        }
    }

    private static NpgsqlDataSource Create(string address) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address) { ApplicationName = SessionName, MaxPoolSize = 10 });
}
