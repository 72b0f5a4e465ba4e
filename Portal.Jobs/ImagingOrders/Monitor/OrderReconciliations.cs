using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>Asks OMERO what it has of an order, whoever imported it: importers and the portal's own workers write its uuid and each file's path onto every image and plate.</summary>
public sealed class OrderReconciliations(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, ImportRows rows, OmeroClient omero, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    /// <exception cref="RuleException">There is no OMERO to ask, or it does not answer.</exception>
    public async Task<OrderReconciliation> OfAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var order = await db.Set<ImagingOrder>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) ?? throw new NotFoundException();
        await permissions.RequireAsync(by, order.Scope, Role.Curator, "compare an order with OMERO", cancellationToken);
        if (!omero.IsSet)
        {
            throw new RuleException("no-omero", $"The portal knows no OMERO to ask. An administrator sets {ImagingOrderOptions.OmeroHostKey} and {ImagingOrderOptions.OmeroPasswordKey}.");
        }

        var results = await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == id).OrderBy(f => f.Position).Select(f => new Result(f.Path, f.State)).ToListAsync(cancellationToken);
        return OrderReconciliation.Of(id, clock.GetUtcNow(), Files(order, await SeenAsync(order, cancellationToken), results), await FoundAsync(order, cancellationToken));
    }

    /// <summary>Objects of a type that bear an order's uuid, each with the path of its source.</summary>
    internal static string Query(string type, string uuid, string space) =>
        $"select l.parent.id, l.parent.name, p.value from {type}AnnotationLink l, MapAnnotation a join a.mapValue u join a.mapValue p where l.child.id = a.id "
        + $"and a.ns = {OmeroClient.Text(space)} and u.name = 'UUID' and u.value = {OmeroClient.Text(uuid)} and p.name = 'Filepath' order by l.parent.id";

    private static IReadOnlyList<(string Path, string Seen, bool? Expected)> Files(ImagingOrder order, IReadOnlyList<string> seen, IReadOnlyList<Result> results)
    {
        if (results.Count > 0)
        {
            return [.. results.Select((r, i) => (results.Count == order.Paths.Count ? order.Paths[i] : r.Path, r.Path, Over(order, r.State)))];
        }

        var (failed, known) = ((order.Failure?.FailedFiles ?? []).ToHashSet(StringComparer.Ordinal), seen.Count == order.Paths.Count);
        bool? Expected(string file) => order switch
        {
            { State: OrderState.Completed } => true,
            { State: OrderState.Failed } => failed.Count == 0 || !known ? null : !failed.Contains(file),
            { State: OrderState.Submitting or OrderState.Submitted } => null,
            _ => false,
        };
        return [.. order.Paths.Select((path, i) => (path, Seen: known ? seen[i] : OrderPath.Read(path).Path)).Select(f => (f.path, f.Seen, Expected(f.Seen)))];
    }

    // While somebody works on the order, a file that is not there yet is nothing to wonder about.
    private static bool? Over(ImagingOrder order, OrderFileState state) => state == OrderFileState.Imported ? true : order.State is OrderState.Submitted or OrderState.Submitting ? null : false;

    // Without the rows, the names of the files are left to compare.
    private async Task<IReadOnlyList<string>> SeenAsync(ImagingOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return rows.IsSet && order.FirstRow is not null ? (await rows.HistoryAsync(order.Uuid, cancellationToken))?.First.Files ?? [] : [];
        }
        catch (NpgsqlException)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<FoundObject>> FoundAsync(ImagingOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var login = await omero.AsAsync(order.UserName, order.GroupName, cancellationToken);
            var found = new List<FoundObject>();
            foreach (var type in new[] { "Image", "Plate" })
            {
                var answer = await omero.QueryAsync(login, Query(type, order.Uuid, options.Value.AnnotationNamespace), cancellationToken);
                found.AddRange(answer.Select(r => new FoundObject(type, long.Parse(r[0], CultureInfo.InvariantCulture), r[1], r[2])));
            }

            return found;
        }
        catch (OmeroException e)
        {
            throw new RuleException("omero-away", $"OMERO could not be asked what it has of this order: {e.Message}");
        }
    }

    private sealed record Result(string Path, OrderFileState State);
}
