using System.ComponentModel.DataAnnotations;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;

namespace Portal.Jobs.ImagingOrders;

/// <summary>Section <c>ImagingOrders</c>. Every message names its key.</summary>
public sealed partial class ImagingOrderOptions : IValidatableObject
{
    public const string Section = "ImagingOrders";
    public const string HandOver = "hand-over";
    public const string MountKey = $"{Section}:{nameof(Mount)}";
    public const string GroupFoldersKey = $"{Section}:{nameof(GroupFolders)}";
    public const string TrackingDatabaseKey = $"{Section}:{nameof(TrackingDatabase)}";

    /// <summary>Who converts and imports: with hand-over a running importer, which finds the orders in its database; with process the portal’s own workers.</summary>
    [AllowedValues(HandOver, Process, ErrorMessage = $"{Section}:Mode must be {HandOver} or {Process}.")]
    public string Mode { get; set; } = HandOver;

    /// <summary>The folder with the images of all groups, at the path the importer and OMERO see it at too.</summary>
    public string? Mount { get; set; }

    /// <summary>By name of a group in OMERO, its folder below the mount.</summary>
    public IDictionary<string, string> GroupFolders { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Connection string of the database the importer reads its orders from.</summary>
    public string? TrackingDatabase { get; set; }

    /// <summary>The web plugin's JSON file: conversions, extensions, exclusive patterns, groups' folders.</summary>
    public string? PluginConfiguration { get; set; }

    /// <summary>The importer's settings.yml.</summary>
    public string? ImporterSettings { get; set; }

    /// <summary>How many orders the importer works on at once: its max_workers.</summary>
    [Range(1, 1_000, ErrorMessage = $"{Section}:ImporterWorkers must be between 1 and 1,000.")]
    public int ImporterWorkers { get; set; } = 4;

    /// <summary>How many unfinished orders the importer is given before the others wait in the portal, where they can still be held, moved and withdrawn.</summary>
    [Range(1, 10_000, ErrorMessage = $"{Section}:HandOverAtOnce must be between 1 and 10,000.")]
    public int HandOverAtOnce { get; set; } = 8;

    /// <summary>From one look at the importer's table to the next.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From one look at the end of the importer's table to the next: how soon a row somebody else wrote is on the page.</summary>
    public TimeSpan FollowEvery { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>By name of a group in OMERO, how many of its orders the importer has at once at most.</summary>
    public IDictionary<string, int> Quota { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The importer's folder of logs, where the portal may read it.</summary>
    public string? LogFolder { get; set; }

    /// <summary>Address of OMERO's web client, for links.</summary>
    public string? OmeroWeb { get; set; }

    /// <summary>Where conversions leave what is to be imported: /OMERO/OMERO_inplace.</summary>
    public string? InPlaceFolder { get; set; }

    /// <summary>Where conversions leave it, whoever makes them: the portal's own workers say it by another key.</summary>
    public string? LeftFolder => string.IsNullOrEmpty(InPlaceFolder) && Processes ? TemporaryFolder : InPlaceFolder;

    /// <summary>Days a draft is kept after it was changed last; 0: for ever.</summary>
    [Range(0, 36_500, ErrorMessage = $"{Section}:DraftDays must be between 0 (for ever) and 36500.")]
    public int DraftDays { get; set; } = 90;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Mount) && !Path.IsPathFullyQualified(Mount))
        {
            yield return new($"{MountKey} must be a whole path, such as /data; it is “{Mount}”.");
        }

        foreach (var problem in ProcessingProblems())
        {
            yield return new(problem);
        }

        if (Unreadable(PluginConfiguration, Configuration.PluginConfiguration.Read) is { } plugin)
        {
            yield return new($"{Section}:{nameof(PluginConfiguration)} names {PluginConfiguration}, which {plugin}");
        }

        if (Unreadable(ImporterSettings, Configuration.ImporterSettings.Read) is { } importer)
        {
            yield return new($"{Section}:{nameof(ImporterSettings)} names {ImporterSettings}, which {importer}");
        }

        if (LookEvery <= TimeSpan.Zero)
        {
            yield return new($"{Section}:{nameof(LookEvery)} must be longer than nothing; it is {LookEvery}.");
        }

        foreach (var wrong in MonitorProblems())
        {
            yield return wrong;
        }

        if (Unusable(TrackingDatabase) is { } why)
        {
            yield return new($"{TrackingDatabaseKey} must be a connection string such as Host=db;Database=biomero;Username=biomero;Password=…, not an address that begins with postgresql://: {why}");
        }

        foreach (var (group, folder) in GroupFolders)
        {
            if (!Scopes.IsOne(Scopes.OmeroGroup(group)))
            {
                yield return new($"{GroupFoldersKey}:{group} is no name of a group.");
            }

            if (string.IsNullOrEmpty(folder) || Path.IsPathRooted(folder) || folder.Split('/').Any(p => p is "" or "." or ".."))
            {
                yield return new($"{GroupFoldersKey}:{group} must be a folder below {MountKey}, such as labs/{group}; it is “{folder}”.");
            }
        }
    }

    /// <returns>Why a file that is named cannot be used; goes on after its name.</returns>
    internal static string? Unreadable<T>(string? file, Func<string, T> read)
    {
        try
        {
            return string.IsNullOrEmpty(file) || read(File.ReadAllText(file)) is not null ? null : "is empty.";
        }
        catch (Exception e) when (e is RuleException or IOException or UnauthorizedAccessException)
        {
            return e is RuleException ? e.Message : $"cannot be read: {e.Message}";
        }
    }

    private IEnumerable<ValidationResult> MonitorProblems()
    {
        if (FollowEvery <= TimeSpan.Zero)
        {
            yield return new($"{Section}:{nameof(FollowEvery)} must be longer than nothing; it is {FollowEvery}.");
        }

        foreach (var (key, folder) in new[] { (nameof(LogFolder), LogFolder), (nameof(InPlaceFolder), InPlaceFolder) })
        {
            if (!string.IsNullOrEmpty(folder) && !Path.IsPathFullyQualified(folder))
            {
                yield return new($"{Section}:{key} must be a whole path; it is “{folder}”.");
            }
        }

        if (!string.IsNullOrEmpty(OmeroWeb) && !(Uri.TryCreate(OmeroWeb, UriKind.Absolute, out var web) && web.Scheme is "http" or "https"))
        {
            yield return new($"{Section}:{nameof(OmeroWeb)} must be an address such as https://omero.example.org/; it is “{OmeroWeb}”.");
        }

        if (Quota.FirstOrDefault(q => q.Value < 1) is { Key: { } group } small)
        {
            yield return new($"{Section}:{nameof(Quota)}:{group} must be 1 or more; it is {small.Value}. To stop a group, hold its orders.");
        }
    }

    private static string? Unusable(string? connection)
    {
        try
        {
            return string.IsNullOrEmpty(connection) || new NpgsqlConnectionStringBuilder(connection) is { Host.Length: > 0 } ? null : "it names no Host.";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
