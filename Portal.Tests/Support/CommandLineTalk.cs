using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;

namespace Portal.Tests.Support;

/// <summary>What a verb said and how it ended.</summary>
internal sealed record VerbEnd(int Code, string Out, string Error);

internal static class CommandLineTalk
{
    /// <summary>Calls the command line against this portal, with a key of this role.</summary>
    public static async Task<VerbEnd> SayAsync(this PortalServer server, Role role, params string[] words)
    {
        var secret = ApiKeys.NewSecret();
        await server.Get<ApiKeys>().CreateAsync("at the command line", secret, Scopes.Everything, role, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        await using var said = new StringWriter { NewLine = "\n" };
        await using var wrong = new StringWriter { NewLine = "\n" };
        var code = await PortalCommandLine.RunAsync(words, _ => throw new InvalidOperationException("This must not start a server."), [],
            new CommandConsole(said, wrong, TextReader.Null, Interactive: false, name => name switch { "PORTAL_URL" => server.Url.ToString(), "PORTAL_API_KEY" => secret, _ => null }));
        return new(code, said.ToString(), wrong.ToString());
    }
}
