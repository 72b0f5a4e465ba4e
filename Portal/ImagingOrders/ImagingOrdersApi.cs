using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
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
        orders.MapGet("/{uuid:guid}", Get);
        orders.MapPost("/{uuid:guid}/retry", Retry);
        orders.MapPost("/{uuid:guid}/withdraw", Withdraw);
        orders.MapPost("/{uuid:guid}/hold", Hold);
        orders.MapPost("/{uuid:guid}/release", Release);
        app.MapPortalApi("imaging").WithTags("Imaging orders").MapGet("/files", Files);
    }

    private static async Task<Ok<ListOf<OrderView>>> List(string? group, string? state, Guid? cursor, int? limit, OrderQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(new(group, State(state)), cursor, Math.Clamp(limit ?? OrderQueries.PageSize, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken));

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
    private static async Task<Ok<OrderView>> Retry(Guid uuid, Reason reason, OrderDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(OrderView.Of(await desk.RetryAsync(uuid, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

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

    private static OrderState? State(string? text) => string.IsNullOrEmpty(text) ? null
        : Enum.TryParse<OrderState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsDigit(text[0]) ? state
        : throw new RuleException("state", $"“{text}” is no state of an order. It is one of {string.Join(", ", Enum.GetNames<OrderState>())}.", 400);
}
