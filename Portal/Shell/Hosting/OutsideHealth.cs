using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.CommandLine.Doctor;

namespace Portal.Shell.Hosting;

/// <summary>
/// What the doctor's probes find, asked at most every half minute and never waited for long: an outside system that hangs must not make
/// this node look dead.
/// </summary>
internal sealed class OutsideHealth(IEnumerable<IDoctorProbe> probes, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _asking;
    private DateTimeOffset _askedAt;
    private HealthCheckResult _last = HealthCheckResult.Healthy("Not asked yet.");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> asking;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_asking is null || (_asking.IsCompleted && now - _askedAt >= Fresh))
            {
                (_asking, _askedAt) = (AskAsync(), now);
            }

            asking = _asking;
        }

        await Task.WhenAny(asking, Task.Delay(Wait, cancellationToken));
        if (asking.IsCompleted)
        {
            _last = await asking;
        }

        return _last;
    }

    private async Task<HealthCheckResult> AskAsync()
    {
        // The database has a check of its own, which decides.
        var found = await Task.WhenAll(probes.Where(p => p is not DatabaseProbe).Select(ProbeAsync));
        var data = found.ToDictionary(f => f.Name, f => (object)f.Sentence, StringComparer.Ordinal);
        var broken = found.Where(f => f.Fails).Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        return broken.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded($"Not usable: {string.Join(", ", broken)}.", data: data);
    }

    private static async Task<(string Name, string Sentence, bool Fails)> ProbeAsync(IDoctorProbe probe)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (outcome, sentence) = await probe.ProbeAsync(limit.Token).WaitAsync(limit.Token);
            return (probe.Name, sentence, outcome == ProbeOutcome.Fails);
        }
        catch (OperationCanceledException)
        {
            return (probe.Name, $"It did not answer within {Patience.TotalSeconds:0} seconds.", true);
        }
        catch (Exception e)
        {
            return (probe.Name, e.Message, true); // one broken probe must not hide what the others find
        }
    }
}
