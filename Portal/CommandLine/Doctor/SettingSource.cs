using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Portal.Shell.Demo;

namespace Portal.CommandLine.Doctor;

/// <summary>A setting as it is now, and what set it.</summary>
public sealed record SettingSource(string Key, string? Value, string Source)
{
    public const string DefaultSource = "default";
    private static readonly string[] SecretParts = ["Password", "Pwd", "Username", "User ID"];

    public static SettingSource Of(DoctorSetting setting, IConfigurationRoot configuration)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(setting.Key, out var value))
            {
                return new SettingSource(setting.Key, Masked(setting, value), NameOf(provider));
            }
        }
        // A list has no value of its own, only its entries have; where they have names, these belong to them.
        var entries = configuration.GetSection(setting.Key).AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null)
            .Select(entry => int.TryParse(entry.Key, out _) ? entry.Value : $"{entry.Key}={entry.Value}").ToList();
        if (entries.Count == 0)
        {
            return new SettingSource(setting.Key, setting.Default, DefaultSource);
        }
        var owner = configuration.Providers.Last(provider => provider.GetChildKeys([], setting.Key).Any());
        return new SettingSource(setting.Key, Masked(setting, string.Join(", ", entries.Order(StringComparer.Ordinal))), NameOf(owner));
    }

    private static string? Masked(DoctorSetting setting, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return value;
        }
        if (setting.Secret)
        {
            return "********";
        }
        // A connection string is worth reading except for who signs in and how.
        return !setting.Key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase)
            ? value
            : string.Join(';', value.Split(';').Select(part => SecretParts.Any(secret => part.TrimStart().StartsWith(secret, StringComparison.OrdinalIgnoreCase))
                ? part.Split('=')[0] + "=********"
                : part));
    }

    private static string NameOf(IConfigurationProvider provider) => provider switch
    {
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        JsonConfigurationProvider json => json.Source.Path ?? "a JSON file",
        CompanionConfiguration => "companion",
        _ => "the program",
    };
}
