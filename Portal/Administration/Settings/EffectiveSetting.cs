using Portal.CommandLine.Doctor;

namespace Portal.Administration.Settings;

/// <summary>A setting as this node reads it; secrets are masked already.</summary>
public sealed record EffectiveSetting(string Key, string? Value, string Source, string? Default)
{
    public bool IsDefault => Source == SettingSource.DefaultSource;

    /// <summary>By the first part of the key, in the order of the alphabet.</summary>
    public static IReadOnlyList<IGrouping<string, EffectiveSetting>> Read(IEnumerable<DoctorSetting> known, IConfigurationRoot configuration) =>
        [.. known.DistinctBy(s => s.Key, StringComparer.OrdinalIgnoreCase).OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => Of(s, SettingSource.Of(s, configuration))).GroupBy(s => s.Key.Split(':')[0], StringComparer.Ordinal)];

    private static EffectiveSetting Of(DoctorSetting setting, SettingSource now) => new(setting.Key, now.Value, now.Source, setting.Default);
}
