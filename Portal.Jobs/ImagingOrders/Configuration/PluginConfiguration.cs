using System.Text.Json;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Configuration;

/// <summary>What the web plugin's JSON file says: which files are converted and how, and where groups keep their images.</summary>
/// <param name="Lines">Each key with what became of it.</param>
public sealed record PluginConfiguration(ConversionRules Rules, IReadOnlyDictionary<string, string> GroupFolders, IReadOnlyList<SettingLine> Lines)
{
    private const string Patterns = "FILE_OR_EXTENSION_PATTERNS_EXCLUSIVE";
    private const string Extensions = "PREPROCESSING_EXTENSION_MAP";
    private const string Conversions = "PREPROCESSING_CONFIG";
    private const string Groups = "group_mappings";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="RuleException">It is no such file; the message goes on after the file's name.</exception>
    public static PluginConfiguration Read(string json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("is no JSON object.");
        }

        var lines = new List<SettingLine>();
        var conversions = Part(root, Conversions) is { } configured ? [.. configured.EnumerateObject().Select(c => ConversionOf(c, lines))] : Shipped(lines, Conversions, ConversionRules.Shipped.Conversions);
        var byExtension = Part(root, Extensions) is { } map ? Mapped(map, conversions, lines) : Shipped(lines, Extensions, ConversionRules.Shipped.ByExtension);
        var exclusive = root.TryGetProperty(Patterns, out var patterns) ? Exclusive(patterns, lines) : Shipped(lines, Patterns, ListingRules.ExclusivePatterns);
        var folders = Part(root, Groups) is { } groups ? Folders(groups, lines) : [];
        lines.AddRange(root.EnumerateObject().Where(p => p.Name is not (Patterns or Extensions or Conversions or Groups)).Select(p => SettingLine.Ignored(p.Name, p.Value.GetRawText(), "It is no key of the web plugin the portal knows.")));
        return new(new(byExtension, conversions) { ExclusivePatterns = exclusive }, folders, lines);
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException e)
        {
            throw Wrong($"is no JSON: {e.Message}");
        }
    }

    private static JsonElement? Part(JsonElement root, string key) => !root.TryGetProperty(key, out var part) ? null
        : part.ValueKind == JsonValueKind.Object ? part : throw Wrong($"has {key}, which must be an object.");

    private static T Shipped<T>(List<SettingLine> lines, string key, T value)
    {
        lines.Add(SettingLine.Default(key, "as the web plugin ships it"));
        return value;
    }

    private static Conversion ConversionOf(JsonProperty conversion, List<SettingLine> lines)
    {
        var container = conversion.Value.ValueKind == JsonValueKind.Object && conversion.Value.TryGetProperty("container", out var c) && c.GetString() is { Length: > 0 } name ? name
            : throw Wrong($"has {Conversions}:{conversion.Name} without a container.");
        var parameters = conversion.Value.TryGetProperty("extra_params", out var extra) && extra.ValueKind == JsonValueKind.Object
            ? extra.EnumerateObject().Select(p => new ConversionParameter(p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText())).ToList() : [];
        lines.Add(SettingLine.Honoured($"{Conversions}:{conversion.Name}", string.Join(" ", [container, .. parameters.Select(p => $"--{p.Key} {p.Value}")])));
        lines.AddRange(conversion.Value.EnumerateObject().Where(p => p.Name is not ("container" or "extra_params"))
            .Select(p => SettingLine.Ignored($"{Conversions}:{conversion.Name}:{p.Name}", p.Value.GetRawText(), "A conversion has a container and extra_params; the rest the contract fixes.")));
        return Conversion.Of(conversion.Name, container, parameters);
    }

    private static Dictionary<string, string> Mapped(JsonElement map, IReadOnlyList<Conversion> conversions, List<SettingLine> lines)
    {
        var byExtension = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            var key = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            byExtension[entry.Name.ToLowerInvariant()] = conversions.Any(c => c.Key == key) ? key : throw Wrong($"maps {entry.Name} to the conversion “{key}”, which {Conversions} does not have.");
            lines.Add(SettingLine.Honoured($"{Extensions}:{entry.Name}", key));
        }

        return byExtension;
    }

    private static List<string> Exclusive(JsonElement patterns, List<SettingLine> lines)
    {
        var list = patterns.ValueKind == JsonValueKind.Array && patterns.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String) ? patterns.EnumerateArray().Select(p => p.GetString()!).Where(p => p.Length > 0).ToList()
            : throw Wrong($"has {Patterns}, which must be a list of texts.");
        lines.Add(SettingLine.Honoured(Patterns, string.Join(", ", list)));
        return list;
    }

    private static Dictionary<string, string> Folders(JsonElement groups, List<SettingLine> lines)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in groups.EnumerateObject())
        {
            var (name, folder) = group.Value.ValueKind == JsonValueKind.Object ? (Text(group.Value, "groupName"), Text(group.Value, "folder")?.Trim('/')) : (null, null);
            var key = $"{Groups}:{group.Name}";
            if (name is null || !Scopes.IsOne(Scopes.OmeroGroup(name)) || string.IsNullOrEmpty(folder) || folder.Split('/').Any(p => p is "" or "." or ".."))
            {
                lines.Add(SettingLine.Ignored(key, $"{name} → {folder}", "It needs a groupName and a folder below the mount."));
                continue;
            }

            folders[name] = folder;
            lines.Add(SettingLine.Honoured(key, $"{name} → {folder}"));
        }

        return folders;
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static RuleException Wrong(string what) => new("plugin-configuration", what);
}

/// <summary>What became of a key of the importer's or the web plugin's settings.</summary>
public enum SettingFate
{
    Honoured,

    /// <summary>Not in the file.</summary>
    Default,
    Ignored,
}

/// <param name="Value">As it may be shown.</param>
/// <param name="Why">In words; null where it is honoured and nothing is to be said.</param>
public sealed record SettingLine(string Key, string Value, SettingFate Fate, string? Why)
{
    public static SettingLine Honoured(string key, string value, string? where = null) => new(key, value, SettingFate.Honoured, where);

    public static SettingLine Default(string key, string value) => new(key, value, SettingFate.Default, null);

    public static SettingLine Ignored(string key, string value, string why) => new(key, value, SettingFate.Ignored, why);
}
