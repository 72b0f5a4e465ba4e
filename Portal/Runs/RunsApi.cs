using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Shell;

namespace Portal.Runs;

/// <summary><c>/api/v1/runs</c></summary>
internal static class RunsApi
{
    private const int MostRows = 500;
    private const int MostEvents = 5000;

    public static void MapRuns(this IEndpointRouteBuilder app)
    {
        var runs = app.MapPortalApi("runs").WithTags("Runs");
        runs.MapGet("/", List);
        runs.MapGet("/{id}", Get);
        runs.MapGet("/{id}/events", Events);
        runs.MapGet("/{id}/log", Log);
        runs.MapGet("/{id}/artifacts/{artifact:guid}", Artifact);
        runs.MapPost("/{id}/retry", Retry);
        runs.MapPost("/{id}/cancel", Cancel);
        runs.MapPost("/{id}/answer", Answer);
        app.MapRunStarts(runs);
        app.MapBatches(runs);
        app.MapOutsideEvents();
        app.MapHub<RunHub>("/hubs/runs");
    }

    private static async Task<Ok<ListOf<RunView>>> List(HttpRequest request, string? cursor, int? limit, RunQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var filter = RunFilter.Parse(request.QueryString.Value).For(await caller.ActorAsync(cancellationToken));
        var page = await queries.ListAsync(filter, cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new ListOf<RunView>([.. page.Items.Select(RunView.Of)], page.Next));
    }

    private static async Task<Ok<RunView>> Get(string id, RunQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(RunView.Of(await FindAsync(id, queries, caller, cancellationToken)));

    private static async Task<Ok<ListOf<RunEvent>>> Events(string id, long? after, int? limit, RunQueries queries, RunEventQueries events, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        var most = Math.Clamp(limit ?? 500, 1, MostEvents);
        var lines = await events.AfterAsync(run.Run.Id, after ?? 0, most, EventFilter.Everything, cancellationToken);
        return TypedResults.Ok(new ListOf<RunEvent>(lines, lines.Count == most ? lines[^1].Seq.ToString() : null));
    }

    /// <summary>Of one attempt, or of all.</summary>
    private static async Task<PushStreamHttpResult> Log(string id, int? attempt, RunQueries queries, RunEventQueries events, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        return TypedResults.Stream(async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            var after = 0L;
            while (await events.AfterAsync(run.Run.Id, after, MostEvents, new EventFilter(attempt), cancellationToken) is { Count: > 0 } lines)
            {
                foreach (var line in lines)
                {
                    await writer.WriteLineAsync($"{line.At:yyyy-MM-dd HH:mm:ss.fff}Z\t{line.Attempt}\t{line.Level}\t{line.Step ?? "engine"}\t{line.Text.ReplaceLineEndings(" ")}");
                }

                after = lines[^1].Seq;
            }
        }, "text/plain; charset=utf-8", attempt is null ? $"{run.Run.Name}.log" : $"{run.Run.Name}-attempt-{attempt}.log");
    }

    private static async Task<FileStreamHttpResult> Artifact(string id, Guid artifact, RunQueries queries, IDbContextFactory<PortalDbContext> contexts, IFileStore files, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.RunArtifacts.SingleOrDefaultAsync(a => a.Id == artifact && a.RunId == run.Run.Id, cancellationToken) ?? throw new NotFoundException();
        try
        {
            return TypedResults.File(await files.OpenAsync(found.StorageKey, cancellationToken), found.ContentType, found.Name);
        }
        catch (FileNotFoundException)
        {
            throw new NotFoundException($"“{found.Name}” of {run.Run.Name} is no longer in the file store. Run the work again to make it anew.");
        }
    }

    private static async Task<Accepted<SubmittedRun>> Retry(string id, RetryWish? wish, RunQueries queries, RunVerbs verbs, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        return Accepted(await verbs.RetryAsync(run.Run.Id, wish?.FromStep, wish?.Why, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    private static async Task<Accepted<SubmittedRun>> Cancel(string id, Reason? reason, RunQueries queries, RunVerbs verbs, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        return Accepted(await verbs.CancelAsync(run.Run.Id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    /// <summary>The body is the object of the question's form.</summary>
    private static async Task<Accepted<SubmittedRun>> Answer(string id, JsonElement answer, RunQueries queries, RunVerbs verbs, Caller caller, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, queries, caller, cancellationToken);
        return Accepted(await verbs.AnswerAsync(run.Run.Id, answer, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    public static Accepted<SubmittedRun> Accepted(SubmittedRun run) => TypedResults.Accepted($"/api/v1/runs/{run.Id}", run);

    public static async Task<RunDetail> FindAsync(string id, RunQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken)
        ?? throw new NotFoundException($"There is no run “{id}”, or none you may see.");
}

public sealed record RetryWish(string? FromStep, string? Why);
