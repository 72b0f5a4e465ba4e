using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Jobs.Runs;
using Portal.Shell;

namespace Portal.Administration.Nodes;

/// <summary><c>/api/v1/nodes</c></summary>
internal static class NodesApi
{
    public static IServiceCollection AddNodePages(this IServiceCollection services)
    {
        services.AddSingleton<NodeQueries>();
        return services.AddScoped<NodeDialogs>();
    }

    public static void MapNodes(this IEndpointRouteBuilder app)
    {
        var nodes = app.MapPortalApi("nodes").WithTags("Nodes");
        nodes.MapGet("/", List);
        nodes.MapPost("/{id}/drain", Drain);
        nodes.MapPost("/{id}/undrain", Undrain);
    }

    private static async Task<Ok<ListOf<NodeView>>> List(NodeQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<NodeView>(await queries.ListAsync(await caller.GrantsAsync(cancellationToken), cancellationToken), null));

    private static async Task<Ok<NodeView>> Drain(string id, Reason? reason, NodeDesk desk, NodeQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await desk.DrainAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken));
    }

    private static async Task<Ok<NodeView>> Undrain(string id, Reason? reason, NodeDesk desk, NodeQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await desk.TakeWorkAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken));
    }
}
