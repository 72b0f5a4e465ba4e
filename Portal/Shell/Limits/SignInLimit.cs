using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Common;

namespace Portal.Shell.Limits;

/// <summary>How often one address may send a sign-in form. Not middleware: the form itself says so, in its own page.</summary>
public sealed class SignInLimit(IOptions<LimitOptions> options, IHttpContextAccessor http) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetSlidingWindowLimiter(address,
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = options.Value.SignInsPerMinute, Window = Window, SegmentsPerWindow = 6 }));

    /// <summary>Null: go on. Otherwise what to say; the answer has become 429 with Retry-After.</summary>
    public string? Refusal()
    {
        var context = http.HttpContext ?? throw new InvalidOperationException("A sign-in form arrives in a request.");
        using var lease = _limiter.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "?");
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = RateLimits.SayWhen(context.Response, lease, Window);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return $"Too many tries from your address. Try again in {Durations.Running(wait)}.";
    }

    public void Dispose() => _limiter.Dispose();
}
