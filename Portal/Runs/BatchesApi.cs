using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Shell;

namespace Portal.Runs;

/// <summary><c>/api/v1/batches</c>, and the actions on many runs that make one.</summary>
internal static class BatchesApi
{
    private const int MostRows = 500;

    public static void MapBatches(this IEndpointRouteBuilder app, RouteGroupBuilder runs)
    {
        runs.MapPost("/retry", Retry);
        runs.MapPost("/cancel", Cancel);
        var batches = app.MapPortalApi("batches").WithTags("Batches");
        batches.MapGet("/", List);
        batches.MapGet("/{id}", Get);
        batches.MapPost("/{id}/stop", Stop);
    }

    private static async Task<Ok<ListOf<BatchView>>> List(string? cursor, int? limit, BatchQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.ActorAsync(cancellationToken), await caller.GrantsAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new ListOf<BatchView>(page.Items, page.Next));
    }

    private static async Task<Ok<BatchDetail>> Get(string id, BatchQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(id, queries, caller, cancellationToken));

    private static async Task<Accepted<BatchDetail>> Stop(string id, Reason? reason, BatchQueries queries, RunBatches batches, Caller caller, CancellationToken cancellationToken)
    {
        var batch = await FindAsync(id, queries, caller, cancellationToken);
        var stopped = await batches.StopAsync(batch.Batch.Id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return await AcceptedAsync(stopped, queries, caller, cancellationToken);
    }

    private static Task<Accepted<BatchDetail>> Retry(BulkWish wish, BulkDoors doors, CancellationToken cancellationToken) => doors.DoAsync(BatchKind.Retry, wish, cancellationToken);

    private static Task<Accepted<BatchDetail>> Cancel(BulkWish wish, BulkDoors doors, CancellationToken cancellationToken) => doors.DoAsync(BatchKind.Cancel, wish, cancellationToken);

    public static async Task<Accepted<BatchDetail>> AcceptedAsync(SubmittedBatch batch, BatchQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Accepted($"/api/v1/batches/{batch.Id}", await FindAsync(batch.Id.ToString(), queries, caller, cancellationToken));

    private static async Task<BatchDetail> FindAsync(string id, BatchQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, await caller.ActorAsync(cancellationToken), await caller.GrantsAsync(cancellationToken), cancellationToken)
        ?? throw new NotFoundException($"There is no batch “{id}”, or none you may see.");
}

/// <param name="Filter">As in the address of the list: <c>{"state": "Failed", "workflow": "…"}</c>; empty means every run.</param>
/// <param name="Ids">Instead of a filter: ids or numbers of the runs.</param>
public sealed record BulkWish(IReadOnlyDictionary<string, string>? Filter, IReadOnlyList<string>? Ids, string? Why);

/// <summary>From what a program sent to a batch. A filter that is not wholly understood does nothing: it would mean more runs than was meant.</summary>
internal sealed class BulkDoors(RunBulk bulk, RunQueries runs, BatchQueries batches, WorkflowLooks looks, Caller caller)
{
    public async Task<Accepted<BatchDetail>> DoAsync(BatchKind kind, BulkWish wish, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        var choice = wish switch
        {
            { Ids: { Count: > 0 } ids, Filter: null } => new RunChoice(RunFilter.Everything, await KeysAsync(ids, cancellationToken)),
            { Ids: null, Filter: { } filter } => new RunChoice(Understood(filter).For(by)),
            _ => throw new RuleException("choice-missing", "Say which runs: either “ids”, or “filter” with the names and values of the list's address. An empty filter means every run.", 400),
        };
        var batch = await bulk.DoAsync(kind, choice, RunChoiceWords.Say(kind, choice, looks, RunChoiceWords.When), wish.Why, by, cancellationToken);
        return await BatchesApi.AcceptedAsync(batch, batches, caller, cancellationToken);
    }

    private async Task<IReadOnlyList<RunKey>> KeysAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = await runs.KeysAsync(ids, await caller.GrantsAsync(cancellationToken), cancellationToken);
        var missing = ids.Where(id => !found.Any(k => RunNumber.Names(id, k))).ToList();
        return missing.Count == 0 ? found : throw new NotFoundException($"There is no run {string.Join(", ", missing.Take(5).Select(m => $"“{m}”"))}, or none you may see.");
    }

    private static RunFilter Understood(IReadOnlyDictionary<string, string> given)
    {
        var filter = RunFilter.Parse(QueryHelpers.AddQueryString("", given.Select(g => KeyValuePair.Create(g.Key, (string?)g.Value))));
        var values = filter.Values();
        var problems = given.Where(g => !values.TryGetValue(g.Key, out var value) || value is null || Parts(g.Value) != Parts(value))
            .ToDictionary(g => g.Key, g => values.ContainsKey(g.Key) ? $"“{g.Value}” makes no sense here." : $"There is no filter “{g.Key}”; known are {string.Join(", ", values.Keys)}.", StringComparer.Ordinal);
        return problems.Count == 0 ? filter : throw new RuleException("filter-wrong", string.Join(' ', problems.Values), 400, problems);
    }

    private static int Parts(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
