using System.Net;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;

namespace Portal.Shell.Telemetry;

/// <summary>Figures, traces and logs for whoever operates the portal.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MetricsOptions>().Bind(configuration.GetSection(MetricsOptions.Section)).ValidateOnStart();
        services.AddSingleton<TelemetryProviders>();
        services.AddHostedService(s => s.GetRequiredService<TelemetryProviders>());
        // For machines: the run, step and attempt a line belongs to, and a time that sorts.
        services.Configure<JsonConsoleFormatterOptions>(o => (o.IncludeScopes, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        services.AddSingleton(new DoctorSetting("Metrics:Anonymous", $"{new MetricsOptions().Anonymous}"));
        services.AddSingleton(new DoctorSetting(TelemetryProviders.AddressKey));
        services.AddSingleton(new DoctorSetting("Logging:Console:FormatterName", "simple"));
        return services;
    }

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", Metrics).AllowAnonymous().ExcludeFromDescription();

    private static async Task Metrics(HttpContext context, TelemetryProviders telemetry, IOptions<MetricsOptions> options)
    {
        if (context.User.Identity is not { IsAuthenticated: true } && !MayAnonymous(options.Value.Anonymous, context.Connection.RemoteIpAddress))
        {
            await Problems.WriteAsync(context, 401, "unauthorized", "Send an API key: Authorization: Bearer portal_…, or let Metrics:Anonymous allow it without.");
            return;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(telemetry.Read(), context.RequestAborted);
    }

    private static bool MayAnonymous(MetricsReaders readers, IPAddress? from) => readers switch
    {
        MetricsReaders.Everybody => true,
        MetricsReaders.Loopback => from is not null && IPAddress.IsLoopback(from),
        MetricsReaders.Nobody => false,
        _ => throw new InvalidOperationException($"No rule for {readers}."),
    };
}
