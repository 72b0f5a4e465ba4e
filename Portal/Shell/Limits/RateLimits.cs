using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;
using Portal.Common;

namespace Portal.Shell.Limits;

/// <summary>Limits of the API: 429 with Retry-After, as a problem. Each node counts for itself.</summary>
internal static class RateLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection(LimitOptions.Section))
            .Validate(o => o.SignInsPerMinute >= 1, "Limits:SignInsPerMinute must be at least 1.")
            .Validate(o => o.UploadsPerMinute >= 1, "Limits:UploadsPerMinute must be at least 1.")
            .Validate(o => o.RequestsPerMinute >= 1, "Limits:RequestsPerMinute must be at least 1.").ValidateOnStart();
        var usual = new LimitOptions();
        services.AddSingleton(new DoctorSetting("Limits:SignInsPerMinute", $"{usual.SignInsPerMinute}"));
        services.AddSingleton(new DoctorSetting("Limits:UploadsPerMinute", $"{usual.UploadsPerMinute}"));
        services.AddSingleton(new DoctorSetting("Limits:RequestsPerMinute", $"{usual.RequestsPerMinute}"));
        services.AddSingleton<SignInLimit>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(c => IsApi(c) ? Fixed(Who(c), limits.Value.RequestsPerMinute) : RateLimitPartition.GetNoLimiter("page")),
                PartitionedRateLimiter.Create<HttpContext, string>(c => IsUpload(c) ? Fixed(Who(c), limits.Value.UploadsPerMinute) : RateLimitPartition.GetNoLimiter("other")));
            limiter.OnRejected = (rejected, _) => RefuseAsync(rejected);
        });
        return services;
    }

    /// <summary>Sets Retry-After, in whole seconds and never 0.</summary>
    public static TimeSpan SayWhen(HttpResponse response, RateLimitLease lease, TimeSpan otherwise)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : otherwise;
        wait = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        response.Headers.RetryAfter = $"{wait.TotalSeconds:0}";
        return wait;
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected)
    {
        var wait = SayWhen(rejected.HttpContext.Response, rejected.Lease, Window);
        await Problems.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "too-many-requests", $"Too many requests. Try again in {Durations.Running(wait)}.");
    }

    private static RateLimitPartition<string> Fixed(string who, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window });

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    private static bool IsUpload(HttpContext context) => IsApi(context) && HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType;

    private static string Who(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Connection.RemoteIpAddress?.ToString() ?? "?";
}
