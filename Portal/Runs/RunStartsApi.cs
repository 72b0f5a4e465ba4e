using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Shell;

namespace Portal.Runs;

/// <summary><c>/api/v1/workflows</c>, and the ways to begin a run: by hand, or again.</summary>
internal static class RunStartsApi
{
    public static void MapRunStarts(this IEndpointRouteBuilder app, RouteGroupBuilder runs)
    {
        runs.MapPost("/", Start);
        runs.MapPost("/{id}/again", Again);
        app.MapPortalApi("workflows").WithTags("Runs").MapGet("/", Workflows);
    }

    private static Ok<ListOf<WorkflowView>> Workflows(WorkflowCatalogue catalogue) => TypedResults.Ok(new ListOf<WorkflowView>(
        [.. catalogue.All.OrderBy(w => w.Name, StringComparer.Ordinal).Select(w => new WorkflowView(w.Name, w.Title, w.StartedByHand, w.Steps, w.Parameters))], Next: null));

    private static async Task<Accepted<SubmittedRun>> Start(StartWish wish, RunQueue queue, Caller caller, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(wish.Workflow))
        {
            throw new RuleException("workflow-missing", "Say which workflow to start; GET /api/v1/workflows lists them.", 400);
        }

        var scope = wish.Scope ?? RunStarts.ScopeOf(await caller.GrantsAsync(cancellationToken));
        var start = new RunStart(wish.Workflow, wish.Parameters ?? RunStarts.NoParameters, Subject: wish.Subject, Scope: scope, Priority: wish.Priority ?? 0, DueAt: wish.DueAt);
        return RunsApi.Accepted(await queue.StartAsync(start, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    private static async Task<Accepted<SubmittedRun>> Again(string id, AgainWish? wish, RunQueries queries, RunQueue queue, Caller caller, CancellationToken cancellationToken)
    {
        var run = await RunsApi.FindAsync(id, queries, caller, cancellationToken);
        return RunsApi.Accepted(await queue.RunAgainAsync(run.Run.Id, wish?.Parameters, await caller.ActorAsync(cancellationToken), cancellationToken));
    }
}

/// <param name="Form">Of its parameters; null: they are not edited by hand.</param>
public sealed record WorkflowView(string Name, string Title, bool StartedByHand, IReadOnlyList<StepSheet> Steps, Form? Form);

/// <param name="Subject">What it is about, in words.</param>
/// <param name="Scope">May be left out by who is a curator in one scope only.</param>
/// <param name="DueAt">Not before.</param>
public sealed record StartWish(string? Workflow, string? Subject, string? Scope, JsonElement? Parameters, int? Priority, DateTimeOffset? DueAt);

/// <param name="Parameters">All of them; null: as they were.</param>
public sealed record AgainWish(JsonElement? Parameters);

/// <summary>What pages and programs begin a run with.</summary>
public static class RunStarts
{
    public static JsonElement NoParameters { get; } = JsonSerializer.Deserialize<JsonElement>("{}");

    /// <summary>Where the caller may start work.</summary>
    public static IReadOnlyList<string> ScopesOf(Grants grants) => grants.ScopesOf(Role.Curator);

    /// <summary>The one scope it can only be; null when there are several or none, which then means the whole portal.</summary>
    public static string? ScopeOf(Grants grants) => ScopesOf(grants) is [var only] ? only : null;
}
