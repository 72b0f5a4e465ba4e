using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Configuration;

/// <summary>
/// Which files are converted and how, where groups keep their images, and how the importer is set: from its files where they are named,
/// else as they are shipped. The web plugin's administrators change its file while everything runs, so it is read again when it changed.
/// </summary>
public sealed class ImagingConfiguration(IOptions<ImagingOrderOptions> options)
{
    private readonly Lock _lock = new();
    private Read<PluginConfiguration>? _plugin;
    private Read<ImporterSettings>? _importer;

    public string? Mount => options.Value.Mount;

    public string? PluginFile => options.Value.PluginConfiguration;

    public string? ImporterFile => options.Value.ImporterSettings;

    /// <summary>Null where no file is named.</summary>
    public PluginConfiguration? Plugin => Current(PluginFile, ref _plugin, PluginConfiguration.Read)?.Value;

    public ImporterSettings Importer => Current(ImporterFile, ref _importer, ImporterSettings.Read)?.Value ?? ImporterSettings.None;

    public ConversionRules Rules => Plugin?.Rules ?? ConversionRules.Shipped;

    /// <summary>By name of a group its folder; the portal's own setting comes first.</summary>
    public IReadOnlyDictionary<string, string> GroupFolders =>
        options.Value.GroupFolders.Count > 0 ? options.Value.GroupFolders.AsReadOnly() : Plugin?.GroupFolders ?? options.Value.GroupFolders.AsReadOnly();

    /// <summary>Why a file that was read before cannot be read now; what it said before still counts.</summary>
    public IReadOnlyList<string> Problems => [.. from read in new[] { (File: PluginFile, _plugin?.Problem), (File: ImporterFile, _importer?.Problem) } where read.Problem is not null select $"{read.File} {read.Problem}"];

    // Reading is rare and short; until somebody has read it, everybody waits.
    private Read<T>? Current<T>(string? file, ref Read<T>? last, Func<string, T> read) where T : class
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        lock (_lock)
        {
            var at = File.GetLastWriteTimeUtc(file);
            if (last is null || last.At != at)
            {
                last = Again(file, at, last, read);
            }

            return last;
        }
    }

    private static Read<T> Again<T>(string file, DateTime at, Read<T>? last, Func<string, T> read) where T : class
    {
        try
        {
            return new(at, read(File.ReadAllText(file)), Problem: null);
        }
        catch (Exception e) when (e is RuleException or IOException or UnauthorizedAccessException)
        {
            return last is null ? throw new RuleException("imaging-configuration", $"{file} {(e is RuleException ? e.Message : $"cannot be read: {e.Message}")}") : last with { At = at, Problem = e.Message };
        }
    }

    private sealed record Read<T>(DateTime At, T Value, string? Problem);
}

/// <summary>What the importer's settings say counts where the portal's own do not, and before them the variables of its environment that it reads itself.</summary>
internal sealed class ImporterDefaults(IConfiguration configuration) : IPostConfigureOptions<ImagingOrderOptions>
{
    private static readonly HashSet<string> No = new(["false", "no", "off", "0"], StringComparer.OrdinalIgnoreCase);

    public void PostConfigure(string? name, ImagingOrderOptions options)
    {
        options.TrackingDatabase = string.IsNullOrEmpty(options.TrackingDatabase) ? Configuration.ImporterSettings.ConnectionOf(configuration["INGEST_TRACKING_DB_URL"]) : options.TrackingDatabase;
        options.KeepUserId = IsSet(nameof(options.KeepUserId)) ? options.KeepUserId : configuration["PODMAN_USERNS_MODE"] == "keep-id";
        var registers = IsSet(nameof(options.RegistersZarr)) ? options.RegistersZarr : configuration["USE_REGISTER_ZARR"] is { Length: > 0 } word ? !No.Contains(word) : (bool?)null;
        options.RegistersZarr = registers ?? options.RegistersZarr;
        if (string.IsNullOrEmpty(options.ImporterSettings) || ImagingOrderOptions.Unreadable(options.ImporterSettings, Configuration.ImporterSettings.Read) is not null)
        {
            return; // the validation tells it
        }

        var importer = Configuration.ImporterSettings.Read(File.ReadAllText(options.ImporterSettings));
        options.ImporterWorkers = IsSet(nameof(options.ImporterWorkers)) ? options.ImporterWorkers : importer.Workers ?? options.ImporterWorkers;
        options.TrackingDatabase = string.IsNullOrEmpty(options.TrackingDatabase) ? importer.TrackingDatabase : options.TrackingDatabase;
        options.Import = IsSet(nameof(options.Import)) ? options.Import : importer.Import;
        options.RegistersZarr = registers ?? importer.RegisterZarr;
        options.AnnotationNamespace = IsSet(nameof(options.AnnotationNamespace)) ? options.AnnotationNamespace : importer.AnnotationNamespace;
    }

    private bool IsSet(string key) => configuration.GetSection($"{ImagingOrderOptions.Section}:{key}").Exists();
}
