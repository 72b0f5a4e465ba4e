namespace Portal.Shell.SignIn;

/// <summary>Where to go after signing in: only inside the portal, whatever the address bar says.</summary>
public static class LocalUrl
{
    public static string Or(string? url, string otherwise) =>
        url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl) ? url : otherwise;
}
