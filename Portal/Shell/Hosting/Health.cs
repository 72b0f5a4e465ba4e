using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Shell.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: database and scheduler work; outside systems only degrade it.</summary>
internal static class Health
{
    private const string Needed = "needed";

    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddDbContextCheck<PortalDbContext>("database", HealthStatus.Unhealthy, [Needed]).AddQuartz(o =>
        {
            o.Name = "scheduler";
            o.Tags.Add(Needed);
            o.StandbyStatus = HealthStatus.Healthy; // a web-only node schedules without executing
        });

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Needed) }).AllowAnonymous();
    }
}
