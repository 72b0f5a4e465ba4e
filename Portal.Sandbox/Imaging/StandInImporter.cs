using System.Globalization;
using Portal.Domain.ImagingOrders;

namespace Portal.Sandbox.Imaging;

/// <summary>
/// Behaves towards its table as BIOMERO.importer does, mistakes included, and imports nothing. What becomes of a file its name says:
/// one with fail, boom or missing in it fails, one with bad in it cannot be converted, and the user ghost is unknown to OMERO.
/// </summary>
/// <param name="workers">Orders at once; all others are called started too.</param>
/// <param name="perFile">How long a file takes.</param>
public sealed class StandInImporter(string connection, int workers, TimeSpan perFile, TimeProvider clock) : IAsyncDisposable
{
    private static readonly string[] Failing = ["fail", "boom", "missing"];

    private readonly ImporterTable _table = new(connection);
    private readonly SemaphoreSlim _pool = new(workers);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<Task> _working = [];
    private readonly CancellationTokenSource _gone = new();
    private long _highest;

    /// <summary>Fails whatever was left unfinished, and looks only at what comes after.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _table.OpenAsync(cancellationToken);
        foreach (var order in await _table.DanglingAsync(cancellationToken))
        {
            await _table.AppendAsync(order with { Preprocessing = null }, ImportStages.Failed, description: null, cancellationToken);
        }

        _highest = await _table.HighestAsync(cancellationToken);
    }

    /// <summary>One look at the table. A refused order ends it; the rest is found at the next one.</summary>
    /// <returns>False when an order was refused, after which it rests longer.</returns>
    public async Task<bool> PollAsync(CancellationToken cancellationToken)
    {
        foreach (var order in await _table.PendingAsync(_highest, cancellationToken))
        {
            _highest = order.Id;
            if (!_seen.Add(order.Uuid))
            {
                continue;
            }

            await _table.AppendAsync(order, ImportStages.Started, description: null, cancellationToken);
            if (Refusal(order) is { } refusal)
            {
                await _table.AppendAsync(Named(order), ImportStages.Failed, $"Error processing order {order.Uuid}: {refusal}", cancellationToken);
                return false;
            }

            _working.Add(WorkAsync(Named(order), _gone.Token));
        }

        return true;
    }

    /// <summary>Until all that was started has ended.</summary>
    public Task IdleAsync() => Task.WhenAll(_working);

    /// <summary>It is gone with whatever it was at, as one that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await Task.WhenAll(_working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _table.DisposeAsync();
        _pool.Dispose();
        _gone.Dispose();
    }

    private static FoundOrder Named(FoundOrder order) => order with { FileNames = ShortFileNames.Of(order.Files) };

    private static string? Refusal(FoundOrder order) =>
        order.DestinationType is not ("Dataset" or "Screen") ? $"Invalid 'DestinationType' value: {order.DestinationType}. Must be one of: Dataset, Screen"
        : !long.TryParse(order.DestinationId, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? $"'DestinationID' must be a valid integer, got: {order.DestinationId}"
        : null;

    private async Task WorkAsync(FoundOrder order, CancellationToken cancellationToken)
    {
        await _pool.WaitAsync(cancellationToken);
        try
        {
            if (order.User == "ghost")
            {
                await _table.AppendAsync(order, ImportStages.Failed, $"User '{order.User}' or group '{order.Group}' not recognized. Contact admin.", cancellationToken);
                return;
            }

            if (order.Preprocessing is not null)
            {
                await _table.AppendAsync(order, ImportStages.Preprocessing, description: null, cancellationToken);
            }

            await Task.Delay(perFile * order.Files.Count, clock, cancellationToken);
            var (stage, description) = Outcome(order);
            await _table.AppendAsync(order, stage, description, cancellationToken);
        }
        finally
        {
            _pool.Release();
        }
    }

    private static (string Stage, string? Description) Outcome(FoundOrder order)
    {
        if (order.Preprocessing is not null && order.Files.Any(f => f.Contains("bad", StringComparison.Ordinal)))
        {
            return (ImportStages.Failed, "Preprocessing failed. See container logs for details.");
        }

        // A folder into a Dataset is called imported whatever becomes of it: the importer does not look.
        var failed = order.Files.Where(f => Failing.Any(w => Path.GetFileName(f).Contains(w, StringComparison.Ordinal)) && (order.DestinationType == "Screen" || Path.HasExtension(f))).ToList();
        return failed.Count == 0 && order.Files.Count > 0 ? (ImportStages.Completed, null)
            : (ImportStages.Failed, $"Import failed for data package {order.Uuid} targeting OMERO {order.DestinationId}. Failed files: {PythonWords.List(failed)}");
    }
}
