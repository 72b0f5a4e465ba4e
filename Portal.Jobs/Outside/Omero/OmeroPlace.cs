namespace Portal.Jobs.Outside.Omero;

/// <summary>Where OMERO is, and how the portal speaks to it.</summary>
/// <param name="Command">Words of the command line client, before its arguments: <c>omero</c>.</param>
/// <param name="User">Of an administrator who may act as others.</param>
/// <param name="CallTimeout">Longest time of one question; imports have their own.</param>
/// <param name="RetryDelay">Before a server that did not answer is asked again.</param>
public sealed record OmeroPlace(IReadOnlyList<string> Command, string? Host, int Port, string User, string? Password, TimeSpan CallTimeout, TimeSpan RetryDelay)
{
    public bool IsSet => !string.IsNullOrEmpty(Host);
}

/// <summary>A session as somebody, in one of their groups.</summary>
/// <param name="Until">It ends by then.</param>
public sealed record OmeroLogin(string Key, string Host, int Port, string User, string Group, DateTimeOffset Until)
{
    /// <summary>As every command takes it.</summary>
    public IReadOnlyList<string> Arguments => ["-k", Key, "-s", Host, "-p", FormattableString.Invariant($"{Port}")];
}

/// <summary>Why OMERO did not do what it was asked.</summary>
public enum OmeroTrouble
{
    /// <summary>It did not answer, and may later.</summary>
    NotReached,

    /// <summary>It knows no such user or group, or does not let the portal act as them.</summary>
    UnknownPerson,

    /// <summary>It says no, and would again.</summary>
    Refused,

    /// <summary>Its client is not on this machine, or no server is named.</summary>
    NotInstalled,
}

/// <summary>OMERO did not do it; the sentence is for people.</summary>
/// <param name="said">What its client left behind.</param>
public sealed class OmeroException(OmeroTrouble trouble, string sentence, string? said = null, Exception? cause = null) : IOException(sentence, cause)
{
    // Of those that pass by themselves, as its client names them.
    private static readonly string[] Away = ["connect", "Ice.DNSException", "Ice.TimeoutException", "Ice.ObjectNotExistException", "Ice.CommunicatorDestroyed"];
    private static readonly string[] Persons = ["Unknown user", "Unknown group", "No user found", "not a member", "No group found"];

    public OmeroTrouble Trouble { get; } = trouble;

    public string? Said { get; } = said;

    /// <param name="words">What was asked, in words: “the query”.</param>
    public static OmeroException Of(string words, int code, string errors)
    {
        var line = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"its client ended with exit code {code} and said nothing";
        return Persons.Any(p => errors.Contains(p, StringComparison.OrdinalIgnoreCase)) ? new(OmeroTrouble.UnknownPerson, $"OMERO does not know the person or the group: {line}", errors)
            : Away.Any(a => errors.Contains(a, StringComparison.OrdinalIgnoreCase)) ? new(OmeroTrouble.NotReached, $"OMERO does not answer: {line}", errors)
            : new(OmeroTrouble.Refused, $"OMERO refused {words}: {line}", errors);
    }
}
