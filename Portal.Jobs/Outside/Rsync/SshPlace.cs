using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Portal.Jobs.Outside.Rsync;

/// <summary>A machine one signs in to over ssh, without a password and without being asked.</summary>
/// <param name="Name">What its key is kept under, so that another address is not another machine.</param>
/// <param name="HostKey">As <see cref="Ssh.MeetAsync"/> returned it at the first contact; null: this is the first contact.</param>
public sealed record SshPlace(string Name, IPAddress Address, int Port, string User, string KeyFile, string? HostKey);

/// <summary>The machine has another key than at the first contact: it may be another machine.</summary>
public sealed class HostKeyChangedException(string name, string pinned, string shown)
    : Exception($"The ssh host key of {name} has changed. It was {pinned} at the first contact and is {shown} now. Somebody else may answer at its address; nothing was fetched or removed.");

/// <summary>Keys of machines as ssh writes them down.</summary>
internal static partial class HostKeys
{
    /// <summary>SHA256:… of a line of known_hosts, as <c>ssh-keygen -l</c> prints it.</summary>
    public static string Fingerprint(string line) => line.Split(' ') is [_, _, var key, ..]
        ? $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(key.Trim()))).TrimEnd('=')}"
        : "unreadable";

    /// <summary>Whether ssh refused because of the key, and the fingerprint it saw.</summary>
    public static string? Shown(string errors) => errors.Contains("Host key verification failed", StringComparison.Ordinal)
        ? Seen().Match(errors) is { Success: true } match ? match.Value : "one of another kind"
        : null;

    [GeneratedRegex("SHA256:[A-Za-z0-9+/]{20,}", RegexOptions.None, 1000)]
    private static partial Regex Seen();
}
