using System.Globalization;
using Npgsql;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portal.Jobs.ImagingOrders.Configuration;

/// <summary>What the importer's settings.yml says; YAML, or JSON, which is YAML too.</summary>
/// <param name="Workers">Orders at once.</param>
/// <param name="TrackingDatabase">Its address as a connection string; null where the file names none the portal can use.</param>
/// <param name="Import">How OMERO's import is called.</param>
/// <param name="RegisterZarr">Zarr is registered instead of imported.</param>
/// <param name="Lines">Each key with what became of it.</param>
public sealed record ImporterSettings(int? Workers, string? TrackingDatabase, ImportSettings Import, bool RegisterZarr, string AnnotationNamespace, IReadOnlyList<SettingLine> Lines)
{
    private const string Legacy = "It belongs to orders in files, which no importer reads any more.";
    private const string SelfTest = "It is for the importer’s own test of itself.";
    private const string OwnLog = "The portal writes its own log; it is configured under Logging.";

    private static readonly Dictionary<string, string> Meaningless = new(StringComparer.Ordinal)
    {
        ["log_file_path"] = "The portal writes its own log. To show the importer’s beside an order, name its folder with ImagingOrders:LogFolder.",
        ["log_level"] = OwnLog,
        ["ttl_for_user_conn"] = "The importer reads it and does not use it: a session lives 6,000,000 ms, here too.",
        ["shutdown_timeout"] = "The importer reads it and does not use it. A portal that is stopped hands over at once what it is at.",
        ["group_list"] = Legacy,
        ["base_dir"] = "Where images lie is ImagingOrders:Mount’s.",
        ["data_dir_name"] = Legacy,
        ["upload_orders_dir_name"] = Legacy,
        ["failed_uploads_directory_name"] = Legacy,
        ["completed_orders_dir_name"] = Legacy,
        ["upload_order_attributes"] = Legacy,
        ["preprocessing"] = SelfTest,
    };

    /// <summary>As the importer works where there is no file.</summary>
    public static ImporterSettings None { get; } = Of([]);

    /// <exception cref="RuleException">It is no such file; the message goes on after the file's name.</exception>
    public static ImporterSettings Read(string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? None : yaml.Documents[0].RootNode is YamlMappingNode root
                ? Of([.. root.Children.Select(p => ($"{p.Key}", p.Value is YamlScalarNode { Value: var value } ? value ?? "" : $"{p.Value}", p.Value is YamlScalarNode))])
                : throw Wrong("holds no keys.");
        }
        catch (YamlException e)
        {
            throw Wrong($"is no YAML: {e.Message} (line {e.Start.Line})");
        }
    }

    private static ImporterSettings Of(IReadOnlyList<(string Key, string Value, bool IsOne)> file)
    {
        var reading = new Reading(file);
        var workers = reading.Number("max_workers", "4", "ImagingOrders:ImporterWorkers, where that is not set");
        var database = reading.Database();
        var import = new ImportSettings
        {
            ParallelUpload = reading.Number("parallel_upload_per_worker", "left to OMERO"),
            ParallelFilesets = reading.Number("parallel_filesets_per_worker", "left to OMERO"),
            SkipAll = reading.Switch("skip_all", otherwise: false),
            SkipChecksum = reading.Switch("skip_checksum", otherwise: false, "Counts for folders and Screens, and only without skip_all."),
            SkipMinmax = reading.Switch("skip_minmax", otherwise: false, "Counts for folders and Screens, and only without skip_all."),
            SkipThumbnails = reading.Switch("skip_thumbnails", otherwise: false, "Counts for folders and Screens, and only without skip_all."),
            SkipUpgrade = reading.Switch("skip_upgrade", otherwise: false, "Counts for folders and Screens, and only without skip_all."),
        };
        var zarr = reading.Switch("use_register_zarr", otherwise: true, "The importer’s variable USE_REGISTER_ZARR comes first, here too; but false means false here, where the importer takes every word for yes.");
        var space = reading.Text("annotation_namespace", ImportAnnotation.Namespace);
        return new(workers, database, import, zarr, space, [.. reading.Lines, .. reading.Rest(Meaningless)]);
    }

    /// <summary>The connection string of an address: postgresql+psycopg2://name:password@host:5432/database, with signs escaped as in an address.</summary>
    /// <returns>Null: it is none of a PostgreSQL database.</returns>
    internal static string? ConnectionOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "postgresql" or "postgres" || uri.Scheme.StartsWith("postgresql+", StringComparison.Ordinal)) && uri.Host.Length > 0
            ? new NpgsqlConnectionStringBuilder
            {
                Host = uri.Host,
                Port = uri.Port > 0 ? uri.Port : 5432,
                Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
                Username = Uri.UnescapeDataString(uri.UserInfo.Split(':')[0]),
                Password = uri.UserInfo.Split(':', 2) is [_, var password] ? Uri.UnescapeDataString(password) : null,
            }.ConnectionString : null;

    internal static RuleException Wrong(string what) => new("importer-settings", what);

    // Takes key by key, and keeps what became of each.
    private sealed class Reading(IReadOnlyList<(string Key, string Value, bool IsOne)> file)
    {
        private const string DatabaseKey = "ingest_tracking_db";
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

        public List<SettingLine> Lines { get; } = [];

        public int? Number(string key, string otherwise, string? where = null) => Take(key, otherwise, where) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw Wrong($"has {key}: {text}, which must be a number above 0.");

        public bool Switch(string key, bool otherwise, string? where = null) => Take(key, otherwise ? "true" : "false", where)?.ToLowerInvariant() switch
        {
            null => otherwise,
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            var odd => throw Wrong($"has {key}: {odd}, which must be true or false."),
        };

        public string Text(string key, string otherwise) => Take(key, otherwise, null) is { Length: > 0 } text ? text : otherwise;

        public string? Database()
        {
            if (Find(DatabaseKey) is not { } address)
            {
                return null;
            }

            _taken.Add(DatabaseKey);
            var connection = ConnectionOf(address);
            Lines.Add(connection is null ? SettingLine.Ignored(DatabaseKey, "not shown", "It is no address of a PostgreSQL database with a host. Set ImagingOrders:TrackingDatabase.")
                : SettingLine.Honoured(DatabaseKey, new NpgsqlConnectionStringBuilder(connection) { Password = null }.ConnectionString, "ImagingOrders:TrackingDatabase, where that is not set. The importer’s variable INGEST_TRACKING_DB_URL comes before it, here too."));
            return connection;
        }

        public IEnumerable<SettingLine> Rest(IReadOnlyDictionary<string, string> meaningless) => file.Where(f => !_taken.Contains(f.Key)).Select(f => SettingLine.Ignored(f.Key, f.Value,
            meaningless.GetValueOrDefault(f.Key) ?? (f.Key.StartsWith("sample_", StringComparison.Ordinal) ? SelfTest : "It is no key of the importer the portal knows.")));

        private string? Take(string key, string otherwise, string? where)
        {
            var value = Find(key);
            _taken.Add(key);
            Lines.Add(value is null ? SettingLine.Default(key, otherwise) : SettingLine.Honoured(key, value, where));
            return value;
        }

        private string? Find(string key) => file.Where(f => f.Key == key).Select(f => f.IsOne ? f.Value : throw Wrong($"has {key}, which must be one value.")).FirstOrDefault();

    }
}
