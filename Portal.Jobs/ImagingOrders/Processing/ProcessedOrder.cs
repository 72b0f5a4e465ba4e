using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Parameters of the workflow.</summary>
/// <param name="TakenOver">Somebody else may have worked on it before.</param>
public sealed record OrderRunParameters(Guid Order, bool TakenOver = false);

/// <summary>Why an order as a whole fails: the text for the importer's table.</summary>
public sealed class OrderFailedException(string text, string? detail = null) : Exception(text)
{
    /// <summary>For the run's lines.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>What a run knows of its order: the portal's record, its first row, its conversion, and where its files lie for now.</summary>
public sealed record ProcessedOrder(ImagingOrder Order, ImportRow Row, PreprocessingRow? Conversion, Destination Destination, string Temporary)
{
    public string Uuid => Row.Uuid;

    /// <summary>Somebody else may have imported a part of it: OMERO is asked before anything is imported.</summary>
    public bool TakenOver { get; init; }

    /// <summary>The path below the group's folder of a file of the row.</summary>
    public string Below(ImagingOrderFile file) => Order.Paths.Count == Row.Files.Count ? Order.Paths[file.Position] : file.Path;
}

/// <summary>Reads what is to be processed.</summary>
public sealed class ProcessedOrders(IDbContextFactory<PortalDbContext> contexts, ImportRows rows, Microsoft.Extensions.Options.IOptions<ImagingOrderOptions> options)
{
    /// <exception cref="StepFailedException">There is nothing to process, or it is over.</exception>
    public async Task<ProcessedOrder> ReadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (id, takenOver) = context.Parameters<OrderRunParameters>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var order = await db.Set<ImagingOrder>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) ?? throw new StepFailedException("The order is gone from the portal.");
        var history = await rows.HistoryAsync(order.Uuid, cancellationToken) ?? throw new StepFailedException("The order is not in the importer’s table.");
        var row = history.First;
        return new(order, row, row.PreprocessingId is { } conversion ? await rows.ConversionAsync(conversion, cancellationToken) : null, order.Destination, Path.Combine(options.Value.TemporaryFolder, row.Uuid)) { TakenOver = takenOver };
    }

    /// <summary>Whether it has ended, in whichever way.</summary>
    public async Task<bool> IsOverAsync(ProcessedOrder order, CancellationToken cancellationToken) =>
        await rows.HistoryAsync(order.Uuid, cancellationToken) is { } history && history.Rows.Any(r => r.Is.IsFinal());
}
