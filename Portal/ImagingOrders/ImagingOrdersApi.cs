using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary><c>/api/v1/imaging-orders</c> and the files they are made of.</summary>
internal static class ImagingOrdersApi
{
    private const int MostRows = 500;

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
        orders.MapPost("/{uuid:guid}/clone", Clone);
        orders.MapPost("/{uuid:guid}/priority", Prioritise);
        orders.MapPost("/{uuid:guid}/schedule", Schedule);
        orders.MapPost("/{uuid:guid}/retry", Retry);
        orders.MapPost("/{uuid:guid}/withdraw", Withdraw);
        orders.MapPost("/{uuid:guid}/hold", Hold);
        orders.MapPost("/{uuid:guid}/release", Release);
        app.MapPortalApi("imaging").WithTags("Imaging orders").MapGet("/files", Files);
    }

    private static async Task<Ok<ListOf<OrderView>>> List(HttpRequest request, Guid? cursor, int? limit, OrderQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var filter = OrderListPlace.Read(request.Query.Where(q => q.Key is not ("cursor" or "limit")).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));
        return TypedResults.Ok(await queries.ListAsync(filter, cursor, Math.Clamp(limit ?? OrderQueries.PageSize, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken));
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
