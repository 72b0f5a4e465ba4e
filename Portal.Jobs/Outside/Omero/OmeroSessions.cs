using System.Collections.Concurrent;
using System.Globalization;

namespace Portal.Jobs.Outside.Omero;

/// <summary>Sessions as the people whose images they are, opened by the service account and used until they are half over.</summary>
public sealed class OmeroSessions(OmeroProgram omero, TimeProvider clock) : IDisposable
{
    private const int Tries = 5;

    /// <summary>As the importer asks for it.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6_000);

    private readonly ConcurrentDictionary<(string User, string Group), OmeroLogin> _open = new();
    private readonly SemaphoreSlim _one = new(1);

    /// <exception cref="OmeroException">OMERO could not be reached in five tries, or knows no such user or group.</exception>
    public async Task<OmeroLogin> AsAsync(string user, string group, CancellationToken cancellationToken)
    {
        if (Lasting(user, group) is { } known)
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return Lasting(user, group) ?? (_open[(user, group)] = await PatientlyAsync(user, group, cancellationToken));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>OMERO knows it no longer.</summary>
    public void Forget(OmeroLogin login) => _open.TryRemove(KeyValuePair.Create((login.User, login.Group), login));

    public void Dispose() => _one.Dispose();

    private OmeroLogin? Lasting(string user, string group) =>
        _open.TryGetValue((user, group), out var login) && login.Until - clock.GetUtcNow() > Lifetime / 2 ? login : null;

    private async Task<OmeroLogin> PatientlyAsync(string user, string group, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenAsync(user, group, cancellationToken);
            }
            catch (OmeroException e) when (e.Trouble == OmeroTrouble.NotReached && attempt < Tries)
            {
                await Task.Delay(omero.Place.RetryDelay, clock, cancellationToken);
            }
        }
    }

    // A name that begins with a hyphen would be read as an option; nobody is called so. An unknown group is only told, and the session is in another one.
    private async Task<OmeroLogin> OpenAsync(string user, string group, CancellationToken cancellationToken)
    {
        var place = omero.Place is { IsSet: true } set ? set : throw new OmeroException(OmeroTrouble.NotInstalled, "No OMERO is configured. An administrator sets ImagingOrders:OmeroHost.");
        var end = await omero.RunAsync(["sessions", "-s", place.Host!, "-p", place.Port.ToString(CultureInfo.InvariantCulture), "-u", place.User, "-C",
            "open", $"--user-name={user}", $"--group-name={group}", "--timeout", $"{Lifetime.TotalSeconds:0}"], cancellationToken, withPassword: true);
        var key = end.Output.Trim().Split('\n')[^1].Trim();
        return end.Code == 0 && key.Length > 0 && !end.Errors.Contains("Unknown group", StringComparison.Ordinal)
            ? new(key, place.Host!, place.Port, user, group, clock.GetUtcNow() + Lifetime)
            : throw OmeroException.Of($"to let the portal act as {user} in {group}", end.Code, end.Errors);
    }
}
