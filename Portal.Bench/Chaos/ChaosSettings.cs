using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Bench.Chaos;

/// <summary>Leases and fallbacks in seconds instead of minutes, so that an hour holds hundreds of troubles.</summary>
internal static class ChaosSettings
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan OutsideTimeout = TimeSpan.FromMilliseconds(700);

    public static void Apply(WebApplicationBuilder builder, string name, string connectionString, Action<IServiceCollection> services)
    {
        builder.Configuration["ConnectionStrings:Portal"] = connectionString;
        builder.Configuration["Node:Name"] = name;
        builder.Configuration["Runs:Lease"] = Lease.ToString();
        builder.Configuration["Runs:Heartbeat"] = "00:00:00.4";
        builder.Configuration["Runs:OutsideTimeout"] = OutsideTimeout.ToString();
        builder.Configuration["Runs:Sweep"] = "00:00:01";
        builder.Configuration["Runs:IdleWait"] = "00:00:01";
        builder.Configuration["Runs:ListenerPing"] = "00:00:02";
        builder.Configuration["Runs:Parallel"] = "6";
        builder.Configuration["GwoManifests:CallTimeout"] = "00:00:00.5";
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None).SetMinimumLevel(LogLevel.Warning);
        services(builder.Services);
    }
}
