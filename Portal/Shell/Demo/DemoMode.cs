using Portal.Shell.Hosting;

namespace Portal.Shell.Demo;

/// <summary>A demonstration has known accounts, so it runs on its own database and answers this machine only.</summary>
internal static class DemoMode
{
    public const string EnabledKey = "Demo:Enabled";

    /// <exception cref="FormatException">Something configured would make it more than a demonstration.</exception>
    public static void Require(ConfigurationManager configuration)
    {
        if (!string.IsNullOrWhiteSpace(configuration[DatabaseServices.ConnectionKey]))
        {
            throw new FormatException($"A demonstration brings its own database, but {DatabaseServices.ConnectionKey} is configured. Unset it, or start without --demo.");
        }

        if (configuration["Urls"] is { Length: > 0 } urls && !urls.Split(';').All(u => new Uri(u.Replace("*", "any")).IsLoopback))
        {
            throw new FormatException($"A demonstration answers this machine only, but Urls is {urls}. Use --port, or start without --demo.");
        }

        configuration[EnabledKey] = "true";
        // Several people on one machine, and scripts, share its one address.
        configuration["Limits:SignInsPerMinute"] ??= "600";
        for (var i = 0; i < DemoAccounts.People.Count; i++)
        {
            configuration[$"Demo:People:{i}:Name"] = DemoAccounts.People[i].Name;
            configuration[$"Demo:People:{i}:Role"] = DemoAccounts.People[i].Role;
        }
    }
}
