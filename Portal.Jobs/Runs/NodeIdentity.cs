using System.Reflection;

namespace Portal.Jobs.Runs;

/// <summary>What this node does.</summary>
public enum NodeRole
{
    All,
    Web,
    Worker,
}

/// <summary>This process, as owner of runs: a name people know and a GUID that no earlier process had.</summary>
public sealed record NodeIdentity(string Name, NodeRole Role)
{
    public string Id { get; } = $"{Name}/{Guid.NewGuid():N}";

    public static string Version { get; } = typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+')[0] ?? "unknown";
}
