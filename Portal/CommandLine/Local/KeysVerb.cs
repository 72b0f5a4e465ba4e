using System.CommandLine;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;

namespace Portal.CommandLine.Local;

/// <summary><c>portal keys create NAME</c>: prints a new API key once.</summary>
internal sealed class KeysVerb(LocalPortal portal, CommandConsole console, TimeProvider clock) : ILocalVerb
{
    public Command Build()
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var role = new Option<Role>("--role") { Description = "Viewer, Curator, Operator or Admin.", DefaultValueFactory = _ => Role.Viewer };
        var scope = new Option<string>("--scope") { Description = "study:SD_… or * for everything.", DefaultValueFactory = _ => Scopes.Everything };
        var days = new Option<int?>("--days") { Description = "How long it is good for; without end by default." };
        var create = new Command("create", "Create an API key and print it; it cannot be shown again.") { name, role, scope, days };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            var secret = ApiKeys.NewSecret();
            var expires = parsed.GetValue(days) is { } good ? clock.GetUtcNow().AddDays(good) : (DateTimeOffset?)null;
            await services.GetRequiredService<ApiKeys>().CreateAsync(parsed.GetRequiredValue(name), secret, parsed.GetRequiredValue(scope), parsed.GetValue(role), expires,
                isDemo: false, AdminVerb.Operator, cancellationToken);
            await console.Out.WriteLineAsync(secret);
        }));
        return new Command("keys", "API keys for programs.") { create };
    }
}
