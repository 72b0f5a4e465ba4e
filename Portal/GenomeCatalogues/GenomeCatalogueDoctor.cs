using Portal.CommandLine.Doctor;
using Portal.Domain;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>The slice's settings and the folder it reads from, for <c>portal doctor</c>.</summary>
internal static class GenomeCatalogueDoctor
{
    public static IServiceCollection AddGenomeCatalogueDoctor(this IServiceCollection services)
    {
        var defaults = new GenomeCatalogueOptions();
        services.AddSingleton(new DoctorSetting(GenomeCatalogueOptions.ResultsRootKey));
        services.AddSingleton(new DoctorSetting($"{GenomeCatalogueOptions.Section}:{nameof(defaults.MaxJsonBytes)}", $"{defaults.MaxJsonBytes}"));
        services.AddSingleton(new DoctorSetting($"{GenomeCatalogueOptions.Section}:{nameof(defaults.MaxTableBytes)}", $"{defaults.MaxTableBytes}"));
        services.AddSingleton(new DoctorSetting($"{GenomeCatalogueOptions.Section}:{nameof(defaults.KeepUnusedDays)}", $"{defaults.KeepUnusedDays}"));
        return services.AddSingleton<IDoctorProbe, ResultsProbe>();
    }

    private sealed class ResultsProbe(ResultsRoot root) : IDoctorProbe
    {
        public string Name => "Folder of results";

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(Probe());

        private ProbeResult Probe()
        {
            if (!root.IsSet)
            {
                return ProbeResult.NotConfigured($"{GenomeCatalogueOptions.ResultsRootKey} is not set; genome catalogues cannot be imported.");
            }

            try
            {
                return ProbeResult.Works($"{root.Path} can be listed; {Directory.EnumerateDirectories(root.Path).Count():N0} folders are in it.");
            }
            catch (Exception e) when (e is RuleException or IOException or UnauthorizedAccessException)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }
}
