using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Jobs.Outside;
using Portal.Jobs.Outside.DigitalOcean;
using Portal.Jobs.Outside.Rsync;
using Portal.Jobs.Runs;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Registers what is needed for workers that are droplets.</summary>
internal static class DropletJobs
{
    public static void AddDroplets(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(TaxonFetchOptions.Section);
        services.AddOptions<DigitalOceanOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(s => new Ssh(new RsyncPatience(Options(s).Retries, Options(s).RetryDelay), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s =>
        {
            var handler = new MeasuredCalls("digitalocean", s.GetRequiredService<RunTelemetry>(), new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
            return new DigitalOceanClient(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, Patience(s), s.GetRequiredService<TimeProvider>());
        });
        services.AddKeyedSingleton<IWorkerFarm, DigitalOceanFarm>(DigitalOceanFarm.FarmName);
        if (section[nameof(DigitalOceanOptions.Farm)] == DigitalOceanFarm.FarmName)
        {
            services.AddSchedule<ReconcileDroplets>("taxa-droplets", "Droplets and workers", "0 * * * * ?",
                "Compares the droplets there are with the workers that are written down, and reports what does not fit. It destroys nothing.");
        }
    }

    private static TaxonFetchOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<TaxonFetchOptions>>().Value;

    private static DigitalOceanPatience Patience(IServiceProvider services)
    {
        var (own, rates) = (services.GetRequiredService<IOptions<DigitalOceanOptions>>().Value, services.GetRequiredService<OutsideRates>());
        var url = Uri.TryCreate(own.DigitalOceanUrl.TrimEnd('/') + "/", UriKind.Absolute, out var set) ? set : null;
        return new(url, own.DigitalOceanToken, Options(services).CallTimeout, Options(services).Retries, Options(services).RetryDelay, DigitalOceanOptions.UrlKey, DigitalOceanOptions.TokenKey,
            token => rates.TakeAsync("digitalocean", token), (pause, token) => rates.HoldAsync("digitalocean", pause, token));
    }
}
