using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.Ena;
using Portal.Jobs.Outside.Slurm;
using Portal.Jobs.TaxonFetches;
using Portal.Jobs.TaxonFetches.Assemblies;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>The slice's settings and the outside systems it needs, for <c>portal doctor</c>.</summary>
internal static class TaxonFetchDoctor
{
    public static IServiceCollection AddTaxonFetchDoctor(this IServiceCollection services)
    {
        var (defaults, collector, slurm, assemblies) = (new TaxonFetchOptions(), new CollectorOptions(), new SlurmOptions(), new AssemblyOptions());
        foreach (var setting in new DoctorSetting[]
        {
            new(TaxonFetchOptions.PortalUrlKey),
            new(TaxonFetchOptions.TaxonomyUrlKey),
            new("TaxonFetches:TaxonomyDump"),
            new("TaxonFetches:CallTimeout", $"{defaults.CallTimeout}"),
            new("TaxonFetches:Retries", $"{defaults.Retries}"),
            new("TaxonFetches:RetryDelay", $"{defaults.RetryDelay}"),
            new("TaxonFetches:Parallel", $"{defaults.Parallel}"),
            new("TaxonFetches:Interval", $"{defaults.Interval}"),
            new("TaxonFetches:OverlapDays", $"{defaults.OverlapDays}"),
            new("TaxonFetches:ReconcileEvery", $"{defaults.ReconcileEvery}"),
            new("TaxonFetches:MostAtOnce", $"{defaults.MostAtOnce}"),
            new("TaxonFetches:Cycles", $"{defaults.Cycles}"),
            new("TaxonFetches:WarningRepeats", $"{defaults.WarningRepeats}"),
            new("TaxonFetches:WarningPause", $"{defaults.WarningPause}"),
            new("TaxonFetches:IdleCap", $"{defaults.IdleCap}"),
            new(TaxonFetchOptions.CollectToKey),
            new("TaxonFetches:WorkPath", ".workers in TaxonFetches:CollectTo"),
            new("TaxonFetches:CallbackUrl", "the address the portal listens on"),
            new("TaxonFetches:FastqHosts:0", defaults.FastqHosts[0]),
            new("TaxonFetches:FastqMirror"),
            new("TaxonFetches:LostAfter", $"{defaults.LostAfter}"),
            new("TaxonFetches:MaxWorkers", $"{defaults.MaxWorkers}"),
            new("TaxonFetches:MaxWorkersPerTaxon", $"{defaults.MaxWorkersPerTaxon}"),
            new("TaxonFetches:RunsPerWorker", $"{defaults.RunsPerWorker}"),
            new("TaxonFetches:BytesPerWorker", $"{defaults.BytesPerWorker}"),
            new("TaxonFetches:Farm", defaults.Farm),
            new("TaxonFetches:Collector", collector.Collector),
            new("TaxonFetches:CostPerWorkerHour:local"),
            new("TaxonFetches:CostPerWorkerHour:slurm"),
            new("TaxonFetches:Currency", collector.Currency),
            new("TaxonFetches:PipelineCommand:0"),
            new("TaxonFetches:PipelineFetches", "false"),
            new("TaxonFetches:PipelineTimeout", $"{new PipelineOptions().PipelineTimeout}"),
            new($"{SlurmOptions.Section}:Partition"),
            new($"{SlurmOptions.Section}:Account"),
            new($"{SlurmOptions.Section}:TimeLimit"),
            new($"{SlurmOptions.Section}:Arguments:0"),
            new($"{SlurmOptions.Section}:Config"),
            new($"{SlurmOptions.Section}:Programs", "on the PATH"),
            new($"{SlurmOptions.Section}:Dotnet", slurm.Dotnet),
            new($"{SlurmOptions.Section}:Portal", "where it lies here"),
            new($"{SlurmOptions.Section}:CallTimeout", $"{slurm.CallTimeout}"),
            new($"{SlurmOptions.Section}:EndTimeout", $"{slurm.EndTimeout}"),
            new($"{AssemblyOptions.Section}:ConsiderationHold", $"{assemblies.ConsiderationHold}"),
            new($"{AssemblyOptions.Section}:WorkHold", $"{assemblies.WorkHold}"),
            new("Rates:ena:PerSecond", "50"),
            new("Rates:ena:Burst", "10"),
        })
        {
            services.AddSingleton(setting);
        }

        services.AddSingleton<IDoctorProbe, PortalProbe>();
        return services.AddSingleton<IDoctorProbe, TaxonomyProbe>();
    }

    private sealed class PortalProbe(EnaClient ena, IOptions<TaxonFetchOptions> options) : IDoctorProbe
    {
        public string Name => "ENA portal";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(options.Value.EnaPortalUrl))
            {
                return ProbeResult.NotConfigured($"{TaxonFetchOptions.PortalUrlKey} is not set; runs of taxa cannot be looked for.");
            }

            try
            {
                return ProbeResult.Works($"It answers, and returns {(await ena.ReturnFieldsAsync(cancellationToken)).Count:N0} fields of runs.");
            }
            catch (Exception e) when (e is StepFailedException or EnaRefusedException)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }

    private sealed class TaxonomyProbe(EnaTaxonomy taxonomy, IOptions<TaxonFetchOptions> options) : IDoctorProbe
    {
        private const long Bacteria = 2;

        public string Name => "ENA taxonomy";

        public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(options.Value.EnaTaxonomyUrl))
            {
                return ProbeResult.NotConfigured($"{TaxonFetchOptions.TaxonomyUrlKey} is not set; taxa cannot be added.");
            }

            try
            {
                return await taxonomy.FindAsync(Bacteria, cancellationToken) is { } taxon ? ProbeResult.Works($"It answers: 2 is {taxon.ScientificName}.") : ProbeResult.Fails("It answers, but does not know Bacteria (2).");
            }
            catch (StepFailedException e)
            {
                return ProbeResult.Fails(e.Message);
            }
        }
    }
}
