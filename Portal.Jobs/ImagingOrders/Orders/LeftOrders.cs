using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>Tells the orders that an importer began and that nobody works on any more: it was killed, and no other comes back to them by itself.</summary>
public sealed class LeftOrders(ImportRows rows, DaemonWatch daemon, IOptions<ImagingOrderOptions> options)
{
    /// <summary>Whether this one is; never where the portal’s own workers take such orders over.</summary>
    public async Task<bool> IsAsync(OrderHistory history, CancellationToken cancellationToken) =>
        !options.Value.Processes && IsBegun(history) && Is(history, await daemon.LookAsync(cancellationToken));

    /// <summary>Which of these are.</summary>
    /// <inheritdoc cref="IsAsync"/>
    public async Task<IReadOnlySet<string>> AmongAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        if (options.Value.Processes || !rows.IsSet || uuids.Count == 0)
        {
            return new HashSet<string>();
        }

        try
        {
            var sign = await daemon.LookAsync(cancellationToken);
            return (await rows.HistoriesAsync(uuids, cancellationToken)).Where(h => IsBegun(h.Value) && Is(h.Value, sign)).Select(h => h.Key).ToHashSet(StringComparer.Ordinal);
        }
        catch (NpgsqlException)
        {
            return new HashSet<string>(); // while the database is away nobody may say so of any
        }
    }

    internal bool Is(OrderHistory history, DaemonSign sign) => sign.HasLeft(history.Last.At, options.Value.ImportTimeout);

    private static bool IsBegun(OrderHistory history) => history.Stage is ImportStage.Started or ImportStage.Preprocessing;
}
