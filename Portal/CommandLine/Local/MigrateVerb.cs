using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;

namespace Portal.CommandLine.Local;

/// <summary><c>portal migrate</c>: for installations that start with <c>Database:MigrateAtStart=false</c>.</summary>
internal sealed class MigrateVerb(LocalPortal portal, CommandConsole console) : ILocalVerb
{
    public Command Build()
    {
        var command = new Command("migrate", "Bring the database's schema up to date; takes the options of serve.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, cancellationToken) => portal.WithAsync(parsed.UnmatchedTokens, async services =>
        {
            await PortalDatabase.MigrateAsync(services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), cancellationToken);
            await console.Out.WriteLineAsync("The database is up to date.");
        }));
        return command;
    }
}
