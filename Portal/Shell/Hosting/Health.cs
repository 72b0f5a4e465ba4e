using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Shell.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: database and scheduler work; outside systems only degrade it.</summary>
internal static class Health
{
    private const string Needed = "needed";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<OutsideHealth>();
        services.AddHealthChecks().AddDbContextCheck<PortalDbContext>("database", HealthStatus.Unhealthy, [Needed]).AddQuartz(o =>
        {
            o.Name = "scheduler";
            o.Tags.Add(Needed);
            o.StandbyStatus = HealthStatus.Healthy; // a web-only or drained node schedules without executing
        }).AddCheck<OutsideHealth>("outside systems", HealthStatus.Degraded, [Needed]);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Needed), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // Strangers learn whether, not what: names and reasons tell where the portal's neighbours are.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.User.Identity is { IsAuthenticated: true }
        ? context.Response.WriteAsJsonAsync(new HealthView($"{report.Status}", [.. report.Entries.Select(e => Check(e.Key, e.Value))]), context.RequestAborted)
        : context.Response.WriteAsJsonAsync(new HealthView($"{report.Status}", null), context.RequestAborted);

    private static HealthCheckView Check(string name, HealthReportEntry entry) => new(name, $"{entry.Status}", entry.Description ?? entry.Exception?.Message,
        entry.Data.Count == 0 ? null : entry.Data.ToDictionary(d => d.Key, d => d.Value.ToString() ?? "", StringComparer.Ordinal));

    private sealed record HealthView(string Status, IReadOnlyList<HealthCheckView>? Checks);

    /// <param name="Found">What was found about each system behind it.</param>
    private sealed record HealthCheckView(string Name, string Status, string? Sentence, IReadOnlyDictionary<string, string>? Found);
}
