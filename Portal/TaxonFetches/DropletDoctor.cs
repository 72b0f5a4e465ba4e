using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DigitalOcean;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>The settings of workers that are droplets, for <c>portal doctor</c>, and whether DigitalOcean, ssh and rsync are there.</summary>
internal static class DropletDoctor
{
    public static IServiceCollection AddDropletDoctor(this IServiceCollection services)
    {
        var defaults = new DigitalOceanOptions();
        foreach (var setting in new DoctorSetting[]
        {
            new("TaxonFetches:Farm", "local: workers are processes of this machine"),
            new(DigitalOceanOptions.UrlKey, defaults.DigitalOceanUrl),
            new(DigitalOceanOptions.TokenKey, Secret: true),
            new("TaxonFetches:DropletRegion", "wherever there is room"),
            new("TaxonFetches:DropletSize", defaults.DropletSize),
            new("TaxonFetches:DropletImage", defaults.DropletImage),
            new("TaxonFetches:DropletSetup"),
            new("TaxonFetches:DropletSshKeys:0"),
            new("TaxonFetches:DropletVpc"),
            new("TaxonFetches:DropletTag", defaults.DropletTag),
            new("TaxonFetches:DropletTimeout", $"{defaults.DropletTimeout}"),
            new("TaxonFetches:DropletPause", $"{defaults.DropletPause}"),
            new(DigitalOceanOptions.SshKeyFileKey),
            new("TaxonFetches:SshUser", defaults.SshUser),
            new("TaxonFetches:SshPort", $"{defaults.SshPort}"),
            new("Rates:digitalocean:PerSecond", "4"),
            new("Rates:digitalocean:Burst", "20"),
        })
        {
            services.AddSingleton(setting);
        }

        return services.AddSingleton<IDoctorProbe, DropletProbe>();
    }

    private sealed class DropletProbe(DigitalOceanClient cloud, IOptions<DigitalOceanOptions> options) : IDoctorProbe
    {
        public string Name => "DigitalOcean";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            var missing = new[] { "rsync", "ssh" }.Where(p => !IsHere(p)).ToList();
            var programs = missing.Count == 0 ? "rsync and ssh are here" : $"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} not installed here";
            if (options.Value.Farm != DigitalOceanFarm.FarmName)
            {
                return ProbeResult.NotConfigured($"TaxonFetches:Farm is not {DigitalOceanFarm.FarmName}, so no worker is a droplet; {programs}.");
            }

            if (missing.Count > 0)
            {
                return ProbeResult.Fails($"Files cannot be collected from droplets: {programs}. Install rsync and openssh-client on every node.");
            }

            try
            {
                var account = await cloud.AccountAsync(cancellationToken);
                return ProbeResult.Works($"It answers: the account is {account.Status} and may have {account.DropletLimit:N0} droplets; {programs}.");
            }
            catch (Exception e) when (e is StepFailedException or DigitalOceanRefusedException or DigitalOceanTroubleException)
            {
                return ProbeResult.Fails($"DigitalOcean cannot be used: {e.Message.TrimEnd('.')}. Look at {DigitalOceanOptions.UrlKey} and {DigitalOceanOptions.TokenKey}.");
            }
        }

        private static bool IsHere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));
    }
}
