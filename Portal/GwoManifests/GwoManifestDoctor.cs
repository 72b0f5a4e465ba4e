using Portal.CommandLine.Doctor;
using Portal.Domain.Runs;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Outside.DataService;
using Portal.Jobs.Outside.S3;

namespace Portal.GwoManifests;

/// <summary>The slice's settings and the outside systems it needs, for <c>portal doctor</c>.</summary>
internal static class GwoManifestDoctor
{
    public static IServiceCollection AddGwoManifestDoctor(this IServiceCollection services)
    {
        var defaults = new GwoManifestOptions();
        foreach (var setting in new DoctorSetting[]
        {
            new("GwoManifests:DataServiceUrl"),
            new("GwoManifests:AllowedBuckets", "*{study}*"),
            new("GwoManifests:Parallel", $"{defaults.Parallel}"),
            new("GwoManifests:CallTimeout", $"{defaults.CallTimeout}"),
            new("GwoManifests:Retries", $"{defaults.Retries}"),
            new("GwoManifests:RetryDelay", $"{defaults.RetryDelay}"),
            new("GwoManifests:MaxBytes", $"{defaults.MaxBytes}"),
            new("S3:ServiceUrl", "AWS"),
            new("S3:Region", "the AWS default chain"),
            new("S3:AccessKey", "the AWS default chain", Secret: true),
            new("S3:SecretKey", "the AWS default chain", Secret: true),
            new("S3:ForcePathStyle"),
        })
        {
            services.AddSingleton(setting);
        }

        services.AddSingleton<IDoctorProbe, DataServiceProbe>();
        services.AddSingleton<IDoctorProbe, S3Probe>();
        return services;
    }

    private sealed class DataServiceProbe(DataServiceClient client) : IDoctorProbe
    {
        public string Name => "Data Service";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            try
            {
                var files = await client.CountAsync(DataServiceClient.Files, [], cancellationToken);
                return ProbeResult.Works($"It answers, and counts {files:N0} genomic files.");
            }
            catch (StepFailedException e)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }

    private sealed class S3Probe(S3Buckets buckets) : IDoctorProbe
    {
        public string Name => "S3";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var _ in buckets.ListAsync("portal-doctor-asks-for-no-real-bucket", "", onlyThisFolder: true, cancellationToken))
                {
                    break;
                }

                return ProbeResult.Works("It answers.");
            }
            catch (BucketDeniedException)
            {
                return ProbeResult.Works("It answers. Whether a study's bucket may be listed shows when one of its manifests is checked.");
            }
            catch (StepFailedException e)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }
}
