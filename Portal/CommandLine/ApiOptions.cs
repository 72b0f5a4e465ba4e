using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>The options every verb over HTTP has, and the connection they describe.</summary>
public sealed class ApiOptions(CommandConsole console)
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private readonly Option<FileInfo?> _keyFile = new("--key-file") { Description = "A file with the API key, instead of PORTAL_API_KEY.", HelpName = "FILE" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the portal's JSON unchanged, for scripts." };

    public void AddTo(Command command)
    {
        command.Add(_keyFile);
        command.Add(Json);
    }

    public PortalApi Connect(ParseResult parsed)
    {
        var address = console.Variable("PORTAL_URL") is { Length: > 0 } configured ? configured : DefaultUrl;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandException(ExitCode.Usage, $"PORTAL_URL is not an address: {address}. It looks like {DefaultUrl}.");
        }
        return new PortalApi(url, Key(parsed.GetValue(_keyFile)));
    }

    private string Key(FileInfo? file)
    {
        if (file is { Exists: false })
        {
            throw new CommandException(ExitCode.Usage, $"The key file {file.FullName} does not exist.");
        }
        var key = (file is null ? console.Variable("PORTAL_API_KEY") : File.ReadAllText(file.FullName))?.Trim();
        return key is { Length: > 0 }
            ? key
            : throw new CommandException(ExitCode.NotAllowed, "No API key: set PORTAL_API_KEY, or name a file that holds it with --key-file.");
    }
}
