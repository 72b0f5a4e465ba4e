namespace Portal.Jobs.Outside.Rsync;

/// <summary>What ssh reads for one call: a configuration of its own, and the one key the machine may have.</summary>
internal sealed class SshSession : IDisposable
{
    /// <summary>The only host the configuration knows.</summary>
    public const string Host = "worker";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-ssh-").FullName;
    private readonly string _known;

    public SshSession(SshPlace place)
    {
        (Config, _known) = (Path.Combine(_folder, "config"), Path.Combine(_folder, "known_hosts"));
        File.WriteAllText(_known, place.HostKey is { } key ? key + "\n" : "");
        File.WriteAllText(Config, $"""
            Host {Host}
              HostName {place.Address}
              Port {place.Port}
              User {place.User}
              HostKeyAlias {place.Name}
              IdentityFile "{place.KeyFile}"
              IdentitiesOnly yes
              PreferredAuthentications publickey
              UserKnownHostsFile "{_known}"
              GlobalKnownHostsFile /dev/null
              HashKnownHosts no
              UpdateHostKeys no
              StrictHostKeyChecking {(place.HostKey is null ? "accept-new" : "yes")}
              BatchMode yes
              ConnectTimeout 15
              ServerAliveInterval 15
              ServerAliveCountMax 4

            """);
    }

    public string Config { get; }

    /// <summary>The key the machine showed; null: it showed none.</summary>
    public string? Learned() => File.ReadAllLines(_known).FirstOrDefault(l => l.Length > 0);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
