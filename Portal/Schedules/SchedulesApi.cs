using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Jobs.Schedules;
using Portal.Shell;

namespace Portal.Schedules;

/// <summary><c>/api/v1/schedules</c></summary>
internal static class SchedulesApi
{
    public static IServiceCollection AddSchedulePages(this IServiceCollection services)
    {
        services.AddSingleton<ScheduleQueries>();
        return services.AddScoped<ScheduleDialogs>();
    }

    public static void MapSchedules(this IEndpointRouteBuilder app)
    {
        var schedules = app.MapPortalApi("schedules").WithTags("Schedules");
        schedules.MapGet("/", List);
        schedules.MapGet("/{name}", Get);
        schedules.MapPost("/{name}/run", Run);
        schedules.MapPost("/{name}/pause", Pause);
        schedules.MapPost("/{name}/resume", Resume);
    }

    private static async Task<Ok<ListOf<ScheduleView>>> List(ScheduleQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<ScheduleView>(await queries.ListAsync(await caller.GrantsAsync(cancellationToken), cancellationToken), null));

    private static async Task<Ok<ScheduleHistory>> Get(string name, ScheduleQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(name, await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<Accepted<ScheduleView>> Run(string name, Reason? reason, ScheduleDesk desk, ScheduleQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await desk.RunNowAsync(name, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Accepted($"/api/v1/schedules/{name}", await NowAsync(name, queries, caller, cancellationToken));
    }

    private static async Task<Ok<ScheduleView>> Pause(string name, Reason? reason, ScheduleDesk desk, ScheduleQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await desk.PauseAsync(name, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(await NowAsync(name, queries, caller, cancellationToken));
    }

    private static async Task<Ok<ScheduleView>> Resume(string name, Reason? reason, ScheduleDesk desk, ScheduleQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        await desk.ResumeAsync(name, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(await NowAsync(name, queries, caller, cancellationToken));
    }

    private static async Task<ScheduleView> NowAsync(string name, ScheduleQueries queries, Caller caller, CancellationToken cancellationToken) =>
        (await queries.FindAsync(name, await caller.GrantsAsync(cancellationToken), cancellationToken)).Schedule;
}
