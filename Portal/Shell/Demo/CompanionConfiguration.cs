namespace Portal.Shell.Demo;

/// <summary>What a companion supplies. Belongs before all other sources, so that every key somebody configured wins over it.</summary>
public sealed class CompanionConfiguration(IReadOnlyDictionary<string, string> settings) : ConfigurationProvider, IConfigurationSource
{
    public override void Load() =>
        Data = settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value, StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
