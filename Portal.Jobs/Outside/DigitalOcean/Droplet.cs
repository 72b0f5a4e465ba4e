using System.Net;
using System.Net.Sockets;

namespace Portal.Jobs.Outside.DigitalOcean;

/// <summary>A droplet to be made.</summary>
/// <param name="Image">Slug, or the number of a snapshot.</param>
/// <param name="SshKeys">Fingerprints and numbers of keys the team has.</param>
/// <param name="UserData">What runs at its first start; readable by everybody on the droplet.</param>
public sealed record DropletRequest(string Name, string? Region, string Size, object Image, IReadOnlyList<object> SshKeys, bool Backups, bool Ipv6, bool Monitoring,
    IReadOnlyList<string> Tags, string UserData, string? VpcUuid)
{
    /// <summary>Longest <see cref="UserData"/>, in bytes.</summary>
    public const int MostUserData = 64 * 1024;

    /// <summary>Numbers as numbers, everything else as text: so the API tells ids from names.</summary>
    public static object Id(string text) => long.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : text;
}

/// <summary>A droplet, as far as the portal looks at it.</summary>
public sealed record Droplet(long Id, string Name, string Status, DropletNetworks? Networks, IReadOnlyList<string>? Tags, DateTimeOffset CreatedAt = default)
{
    /// <summary>Where it can be reached: only an active one can, and a private address does not count.</summary>
    public IPAddress? PublicAddress => Status == "active" && Networks?.V4?.FirstOrDefault(n => n.Type == "public") is { } network
        && IPAddress.TryParse(network.IpAddress, out var address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null;
}

public sealed record DropletNetworks(IReadOnlyList<DropletNetwork>? V4);

public sealed record DropletNetwork(string IpAddress, string Type);

/// <summary>The account behind a token.</summary>
public sealed record DigitalOceanAccount(int DropletLimit, string Status);

internal sealed record DropletReply(Droplet Droplet);

internal sealed record AccountReply(DigitalOceanAccount Account);

internal sealed record DropletPage(IReadOnlyList<Droplet> Droplets, PageLinks? Links);

internal sealed record PageLinks(PageNames? Pages);

internal sealed record PageNames(string? Next);

internal sealed record ErrorReply(string? Id, string? Message);
