using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary><c>/api/v1/imaging-orders</c> and the files they are made of.</summary>
internal static class ImagingOrdersApi
{
    private const int MostRows = 500;
    private const int MostFiles = 1_000;

    // As the importer's own monitor pages.
    private const int RowsOfAPage = 50;
    private const int MostOfAPage = 100;

    public static void MapImagingOrders(this IEndpointRouteBuilder app)
    {
        var orders = app.MapPortalApi("imaging-orders").WithTags("Imaging orders");
        orders.MapGet("/", List);
        orders.MapPost("/", Create);
        foreach (var deed in Enum.GetValues<OrderDeed>())
        {
            orders.MapPost($"/{deed.ToString().ToLowerInvariant()}", (BulkOrderRequest request, OrderBulk bulk, Caller caller, CancellationToken cancellationToken) => Bulk(deed, request, bulk, caller, cancellationToken));
        }

        orders.MapGet("/{uuid:guid}", Get);
        orders.MapGet("/{uuid:guid}/files", OrderFiles);
        orders.MapGet("/{uuid:guid}/reconciliation", Reconcile);
        orders.MapPost("/{uuid:guid}/clone", Clone);
        orders.MapPost("/{uuid:guid}/priority", Prioritise);
        orders.MapPost("/{uuid:guid}/schedule", Schedule);
        orders.MapPost("/{uuid:guid}/retry", Retry);
        orders.MapPost("/{uuid:guid}/withdraw", Withdraw);
        orders.MapPost("/{uuid:guid}/hold", Hold);
        orders.MapPost("/{uuid:guid}/release", Release);
        app.MapPortalApi("imaging").WithTags("Imaging orders").MapGet("/files", Files);
    }

    /// <summary>By key, the newest first; with <c>page</c> by number, at most 100 of them, and with their total. A number that is none counts as not given.</summary>
    private static async Task<Results<Ok<ListOf<OrderView>>, Ok<OrderPageView>>> List(HttpRequest request, Guid? cursor, string? page, string? limit, OrderQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var filter = OrderListPlace.Read(request.Query.Where(q => q.Key is not ("cursor" or "limit" or "page")).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));
        var grants = await caller.GrantsAsync(cancellationToken);
        return page is null ? TypedResults.Ok(await queries.ListAsync(filter, cursor, Number(limit, OrderQueries.PageSize, MostRows), grants, cancellationToken))
            : TypedResults.Ok(await queries.PageAsync(filter, Number(page, 1, int.MaxValue), Number(limit, RowsOfAPage, MostOfAPage), grants, cancellationToken));
    }

    private static int Number(string? text, int otherwise, int most) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1 ? Math.Min(number, most) : otherwise;

    /// <summary>What became of its files, a page of them: all, or those in one state.</summary>
    private static async Task<Ok<OrderFilePage>> OrderFiles(Guid uuid, OrderFileState? state, int? after, int? limit, OrderFileQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.PageAsync(uuid, state, after, Math.Clamp(limit ?? OrderFileQueries.PageSize, 1, MostFiles), await caller.GrantsAsync(cancellationToken), cancellationToken)
            ?? throw new NotFoundException($"There is no order {uuid}, or none you may see."));

    /// <summary>What of it is in OMERO, as OMERO itself tells it now; with <c>format=csv</c> as a table.</summary>
    private static async Task<Results<Ok<OrderReconciliation>, FileContentHttpResult>> Reconcile(Guid uuid, string? format, OrderReconciliations reports, Caller caller, CancellationToken cancellationToken)
    {
        if (format is not (null or "json" or "csv"))
        {
            throw new RuleException("format", $"“{format}” is no format of this report; use json or csv.", 400);
        }

        var report = await reports.OfAsync(uuid, await caller.ActorAsync(cancellationToken), cancellationToken);
        return format == "csv" ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(ReconciliationTable.Csv(report)), "text/csv; charset=utf-8", $"{uuid}.csv") : TypedResults.Ok(report);
    }

    /// <summary>One transaction; what became of each order is told. With <c>dryRun</c> it only counts.</summary>
    private static async Task<IResult> Bulk(OrderDeed deed, BulkOrderRequest request, OrderBulk bulk, Caller caller, CancellationToken cancellationToken)
    {
        if ((request.Uuids is null) == (request.Filter is null))
        {
            throw new RuleException("choice", "Name the orders (uuids), or say by a filter which; one of the two.", 400);
        }

        var (choice, by) = (new OrderSelection(request.Uuids, request.Filter is { } filter ? OrderListPlace.Read(filter) : null), await caller.ActorAsync(cancellationToken));
        return request.DryRun ? TypedResults.Ok(await bulk.LookAsync(deed, choice, by, cancellationToken))
            : TypedResults.Ok(await bulk.DoAsync(deed, choice, new(request.AllFiles, request.Priority), request.Why, by, cancellationToken));
    }

    /// <summary>All orders are made, or none: then 422, and each says what is wrong with it. With <c>dryRun</c> none is made in any case.</summary>
    private static async Task<JsonHttpResult<OrderOutcomesView>> Create(CreateOrdersRequest request, OrderDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var (wishes, by) = (request.Orders ?? [], await caller.ActorAsync(cancellationToken));
        var outcomes = await (request.DryRun ? desk.LookAsync(wishes, by, cancellationToken) : desk.CreateAsync(wishes, by, cancellationToken));
        return TypedResults.Json(OrderOutcomesView.Of(outcomes), statusCode: outcomes.Items.Any(i => i.Problem is not null) ? 422 : 200);
    }

    private static async Task<Ok<OrderView>> Get(Guid uuid, OrderQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(uuid, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException($"There is no order {uuid}, or none you may see."));

    /// <summary>A new order for what failed; the old one stays as it is.</summary>
    private static async Task<Ok<OrderView>> Retry(Guid uuid, RetryOrderRequest request, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.RetryAsync(uuid, request.Wish, request.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    /// <summary>The same once more, held.</summary>
    private static async Task<Ok<OrderView>> Clone(Guid uuid, Reason reason, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.CloneAsync(uuid, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<OrderView>> Prioritise(Guid uuid, PriorityRequest request, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.PrioritiseAsync(uuid, request.Priority, request.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<OrderView>> Schedule(Guid uuid, ScheduleOrderRequest request, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.ScheduleAsync(uuid, request.At, request.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<OrderView>> Withdraw(Guid uuid, Reason reason, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.WithdrawAsync(uuid, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<OrderView>> Hold(Guid uuid, Reason reason, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.HoldAsync(uuid, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<OrderView>> Release(Guid uuid, Reason reason, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.ReleaseAsync(uuid, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    /// <summary>A page of a group's folder; without <c>group</c> the groups one may order for.</summary>
    private static async Task<Ok<FileListing>> Files(string? group, string? path, string? search, string? cursor, int? limit, ImageFiles files, Caller caller, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        return TypedResults.Ok(string.IsNullOrEmpty(group) ? await files.GroupsAsync(by, cancellationToken)
            : await files.ListAsync(new(group, path, search, cursor, limit ?? FileQuestion.PageSize), by, cancellationToken));
    }
}
