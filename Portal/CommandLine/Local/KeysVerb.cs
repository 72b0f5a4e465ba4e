using System.CommandLine;
using Portal.Administration;
using Portal.Domain.Accounts;

namespace Portal.CommandLine.Local;

/// <summary><c>portal keys create|list|revoke</c>: keys of this machine's installation, without signing in.</summary>
internal sealed class KeysVerb(LocalPortal portal, CommandConsole console, TimeProvider clock) : ILocalVerb
{
    private const int MostListed = 500;

    public Command Build() => new("keys", "API keys for programs.") { Create(), List(), Revoke() };

    private Command Create()
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var role = new Option<Role>("--role") { Description = "Viewer, Curator, Operator or Admin.", DefaultValueFactory = _ => Role.Viewer };
        var scope = new Option<string[]>("--scope")
        {
            Description = "study:SD_…, omero-group:… or * for everything; may be given several times.",
            DefaultValueFactory = _ => [Scopes.Everything],
        };
        var days = new Option<int?>("--days") { Description = "How long it is good for; without end by default." };
        var create = new Command("create", "Create an API key and print it; it cannot be shown again.") { name, role, scope, days };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            var expires = parsed.GetValue(days) is { } good ? clock.GetUtcNow().AddDays(good) : (DateTimeOffset?)null;
            var wish = new NewKey(parsed.GetRequiredValue(name), [.. parsed.GetRequiredValue(scope).Select(s => new Grant(s, parsed.GetValue(role)))], expires);
            var created = await services.GetRequiredService<KeyCommands>().CreateAsync(wish, AdminVerb.Operator, cancellationToken);
            await console.Out.WriteLineAsync(created.Secret);
        }));
        return create;
    }

    private Command List()
    {
        var list = new Command("list", "List API keys, newest first.") { TreatUnmatchedTokensAsErrors = false };
        list.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            var keys = await services.GetRequiredService<KeyQueries>().ListAsync(text: null, cursor: null, MostListed, AdminVerb.Operator, cancellationToken);
            await console.Out.WriteLineAsync($"{"Id",-36}  {"Begins",-12} {"State",-8} {"Last used",-16} {"Expires",-16} Name and roles");
            foreach (var key in keys.Items)
            {
                await console.Out.WriteLineAsync($"{key.Id,-36}  {key.Prefix,-12} {key.State,-8} {Day(key.LastUsedAt),-16} {Day(key.ExpiresAt),-16} "
                    + $"{key.Name}: {string.Join(", ", key.Memberships.Select(m => $"{m.Role} in {m.Scope}"))}");
            }
        }));
        return list;
    }

    private Command Revoke()
    {
        var id = new Argument<Guid>("id") { Description = "As the list prints it." };
        var why = new Option<string>("--why") { Description = "Why, for the record.", Required = true };
        var revoke = new Command("revoke", "Revoke an API key for good.") { id, why };
        revoke.TreatUnmatchedTokensAsErrors = false;
        revoke.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            await services.GetRequiredService<KeyCommands>().RevokeAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(why), AdminVerb.Operator, cancellationToken);
            await console.Out.WriteLineAsync($"The key {parsed.GetRequiredValue(id)} is revoked.");
        }));
        return revoke;
    }

    private static string Day(DateTimeOffset? at) => at is { } moment ? moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm") : "never";
}
