using Microsoft.Extensions.Configuration;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>
/// <c>GwoManifests:AllowedBuckets</c> in any of its forms: patterns in one value (separated by commas or blanks), a list (<c>:0</c>, <c>:1</c>),
/// or either of these per study (<c>:SD_ME0WME0W</c>), where <c>*</c> holds for all studies.
/// </summary>
public sealed class AllowedBuckets(IConfiguration configuration)
{
    public const string Key = $"{GwoManifestOptions.Section}:AllowedBuckets";

    public BucketPatterns For(string studyId)
    {
        var section = configuration.GetSection(Key);
        var patterns = Values(section).Concat(section.GetChildren()
            .Where(c => c.Key == "*" || string.Equals(c.Key, studyId, StringComparison.OrdinalIgnoreCase))
            .SelectMany(Values)).ToList();
        return patterns.Count > 0 || section.Exists() ? new BucketPatterns(patterns) : BucketPatterns.Default;
    }

    // The numbered entries below it, or its own value. Both at once come from two sources, and whoever lists is the more exact.
    private static IEnumerable<string> Values(IConfigurationSection section)
    {
        var below = section.GetChildren().ToList();
        return below.Count == 0 ? Split(section.Value) : below.Where(c => int.TryParse(c.Key, out _)).SelectMany(c => Split(c.Value));
    }

    private static string[] Split(string? value) =>
        value?.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
