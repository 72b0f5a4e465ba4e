using System.CommandLine;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;

namespace Portal.CommandLine.Local;

/// <summary><c>portal admin create NAME</c>: how a real installation gets its first administrator. The password comes on standard input.</summary>
internal sealed class AdminVerb(LocalPortal portal, CommandConsole console) : ILocalVerb
{
    public Command Build()
    {
        var name = new Argument<string>("name") { Description = "What they sign in with." };
        var display = new Option<string?>("--display-name") { Description = "What others see; the sign-in name by default." };
        var role = new Option<Role>("--role") { Description = "Viewer, Curator, Operator or Admin.", DefaultValueFactory = _ => Role.Admin };
        var create = new Command("create", $"Create a person; the password is asked for, or read from standard input. {PasswordRules.InWords}") { name, display, role };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            await console.Error.WriteLineAsync("Password:");
            var password = await console.ReadSecretAsync(cancellationToken)
                ?? throw new CommandException(ExitCode.Usage, "Give the password on standard input.");
            await services.GetRequiredService<PeopleStore>().CreateAsync(parsed.GetRequiredValue(name), parsed.GetValue(display) ?? parsed.GetRequiredValue(name), password,
                Scopes.Everything, parsed.GetValue(role), isDemo: false, Operator, cancellationToken);
            await console.Out.WriteLineAsync($"Added {parsed.GetRequiredValue(name)}, {parsed.GetValue(role)} in {Scopes.Say(Scopes.Everything)}. They sign in with this name and the password you gave.");
        }));
        return new Command("admin", "People, for the first start.") { create };
    }

    internal static Actor Operator => Actor.Portal with { Name = Environment.UserName, Via = "command line" };
}
