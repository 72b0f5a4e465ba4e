using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;

namespace Portal.Shell.Demo;

/// <summary>One person per role and one key, marked as demonstration; they sleep at any start that is not one.</summary>
internal sealed class DemoAccounts(IDbContextFactory<PortalDbContext> contexts, PeopleStore people, ApiKeys keys, IServiceScopeFactory scopes, TimeProvider clock)
{
    public static IReadOnlyList<(string Name, string Role)> People { get; } =
        [("viewer", nameof(Role.Viewer)), ("curator", nameof(Role.Curator)), ("operator", nameof(Role.Operator)), ("admin", nameof(Role.Admin))];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["viewer"] = "Vera Lund",
        ["curator"] = "Mara Ellis",
        ["operator"] = "Jonas Weir",
        ["admin"] = "Ada Brandt",
    };

    public async Task WakeAsync(DemoCredentials credentials, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        foreach (var person in credentials.Users)
        {
            if (await accounts.FindByNameAsync(person.Name) is { } known)
            {
                await SetPasswordAsync(accounts, known, person.Password);
            }
            else
            {
                await people.CreateAsync(person.Name, Names.GetValueOrDefault(person.Name, person.Name), person.Password,
                    Scopes.Everything, Enum.Parse<Role>(person.Role), isDemo: true, Actor.Portal, cancellationToken);
            }
        }

        if (await keys.RecogniseAsync(credentials.ApiKey, cancellationToken) is null)
        {
            await ForgetKeyAsync(cancellationToken);
            await keys.CreateAsync("demo key", credentials.ApiKey, Scopes.Everything, Role.Admin, expiresAt: null, isDemo: true, Actor.Portal, cancellationToken);
        }
    }

    /// <summary>A real start: nobody gets in with what a demonstration left behind.</summary>
    public async Task PutToSleepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Users.Where(p => p.IsDemo && p.DisabledAt == null).ExecuteUpdateAsync(p => p.SetProperty(x => x.DisabledAt, now), cancellationToken);
        await db.ApiKeys.Where(k => k.IsDemo && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken);
    }

    private static async Task SetPasswordAsync(UserManager<Person> accounts, Person person, string password)
    {
        person.DisabledAt = null;
        if (!await accounts.CheckPasswordAsync(person, password))
        {
            person.PasswordHash = accounts.PasswordHasher.HashPassword(person, password);
        }

        await accounts.UpdateAsync(person);
    }

    private async Task ForgetKeyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.ApiKeys.Where(k => k.IsDemo).ExecuteDeleteAsync(cancellationToken);
    }
}
