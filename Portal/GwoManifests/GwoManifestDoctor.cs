using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;
using Portal.Domain.Runs;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Outside.DataService;
using Portal.Jobs.Outside.S3;

namespace Portal.GwoManifests;

/// <summary>Settings and neighbours of GWO manifests, for <c>portal doctor</c>.</summary>
internal static class GwoManifestDoctor
{
    public static IServiceCollection AddGwoManifestDoctor(this IServiceCollection services)
    {
        var defaults = new GwoManifestOptions();
        foreach (var setting in new DoctorSetting[]
        {
            new(GwoManifestOptions.DataServiceUrlKey),
            new(AllowedBuckets.Key, "*{study}*"),
            new("GwoManifests:Parallel", $"{defaults.Parallel}"),
            new("GwoManifests:CallTimeout", $"{defaults.CallTimeout}"),
            new("GwoManifests:Retries", $"{defaults.Retries}"),
            new("GwoManifests:RetryDelay", $"{defaults.RetryDelay}"),
            new("GwoManifests:MaxBytes", $"{defaults.MaxBytes}"),
            new("S3:ServiceUrl", "the AWS default chain"),
            new("S3:Region", "the AWS default chain"),
            new("S3:AccessKey", "the AWS default chain", Secret: true),
            new("S3:SecretKey", "the AWS default chain", Secret: true),
            new("S3:ForcePathStyle", "true with S3:ServiceUrl, else false"),
        })
        {
            services.AddSingleton(setting);
        }

        return services.AddSingleton<IDoctorProbe, DataServiceProbe>().AddSingleton<IDoctorProbe, S3Probe>();
    }

    private sealed class DataServiceProbe(DataServiceClient dataService, IOptions<GwoManifestOptions> options) : IDoctorProbe
    {
        public string Name => "Data Service";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(options.Value.DataServiceUrl))
            {
                return ProbeResult.NotConfigured($"{GwoManifestOptions.DataServiceUrlKey} is not set; GWO manifests cannot be checked.");
            }

            try
            {
                var studies = await dataService.CountAsync(DataServiceClient.Studies, [], cancellationToken);
                return ProbeResult.Works($"It answers and has {studies:N0} studies.");
            }
            catch (StepFailedException e)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }

    /// <summary>Asks for a bucket that hardly exists: being told so, or being denied, proves that S3 answers and takes the signature.</summary>
    private sealed class S3Probe(S3Buckets buckets, IOptions<S3Options> options) : IDoctorProbe
    {
        private const string Bucket = "portal-doctor-asks-for-this-bucket";

        public string Name => "S3 (source buckets)";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(options.Value.ServiceUrl) && string.IsNullOrEmpty(options.Value.Region))
            {
                return ProbeResult.NotConfigured("Neither S3:ServiceUrl nor S3:Region is set; the AWS default chain decides when a manifest is checked.");
            }

            try
            {
                await foreach (var _ in buckets.ListAsync(Bucket, "", onlyThisFolder: true, cancellationToken))
                {
                    break;
                }

                return ProbeResult.Works("It answers.");
            }
            catch (BucketDeniedException)
            {
                return ProbeResult.Works("It answers.");
            }
            catch (StepFailedException e)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }
}
