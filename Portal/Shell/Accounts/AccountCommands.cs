using Microsoft.AspNetCore.Identity;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>What people do to their own account. Whoever is signed in may; an API key has none.</summary>
public sealed class AccountCommands(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int RecoveryCodes = 10;

    /// <summary>Through the link of an invitation; whoever holds it is nobody yet.</summary>
    /// <exception cref="RuleException">The link was used, is too old, or the password too weak.</exception>
    public async Task<Person> SetPasswordAsync(Guid person, string token, string password, string? address, CancellationToken cancellationToken)
    {
        Person? found = null;
        await WithAsync(person, p => Actor.Person(p.Id, p.DisplayName, "page", address), "person.set-password", async (people, invited) =>
        {
            if (invited.DisabledAt is not null || !await people.VerifyUserTokenAsync(invited, InvitationTokens.Provider, InvitationTokens.Purpose, token))
            {
                throw LinkIsOver();
            }

            PeopleStore.Require(await people.ResetPasswordAsync(invited, await people.GeneratePasswordResetTokenAsync(invited), password));
            PeopleStore.Require(await people.SetLockoutEndDateAsync(invited, null));
            found = invited;
            return null;
        }, LinkIsOver, cancellationToken);
        return found!;
    }

    /// <summary>Whether the link would still work.</summary>
    public async Task<bool> IsGoodAsync(Guid person, string token)
    {
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        return await people.FindByIdAsync(person.ToString()) is { DisabledAt: null } found && await people.VerifyUserTokenAsync(found, InvitationTokens.Provider, InvitationTokens.Purpose, token);
    }

    public Task ChangePasswordAsync(string present, string wanted, Actor by, CancellationToken cancellationToken) => OwnAsync(by, "person.change-password", async (people, person) =>
    {
        await RequirePasswordAsync(people, person, present);
        PeopleStore.Require(await people.ChangePasswordAsync(person, present, wanted));
        return null;
    }, cancellationToken);

    /// <summary>The shared key an authenticator app is told; made when there is none yet.</summary>
    public async Task<string> TwoFactorKeyAsync(Actor by, CancellationToken cancellationToken)
    {
        string? key = null;
        await OwnAsync(by, action: null, async (people, person) =>
        {
            key = await people.GetAuthenticatorKeyAsync(person);
            if (string.IsNullOrEmpty(key))
            {
                PeopleStore.Require(await people.ResetAuthenticatorKeyAsync(person));
                key = await people.GetAuthenticatorKeyAsync(person);
            }

            return null;
        }, cancellationToken);
        return key!;
    }

    /// <returns>Recovery codes, shown once.</returns>
    public async Task<IReadOnlyList<string>> TurnTwoFactorOnAsync(string code, Actor by, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> codes = [];
        await OwnAsync(by, "person.two-factor-on", async (people, person) =>
        {
            if (!await people.VerifyTwoFactorTokenAsync(person, people.Options.Tokens.AuthenticatorTokenProvider, Digits(code)))
            {
                throw new RuleException("wrong-code", "The code is wrong or too old. Type the one the app shows now; the clocks of phone and portal must agree.", 400);
            }

            PeopleStore.Require(await people.SetTwoFactorEnabledAsync(person, enabled: true));
            codes = await NewCodesAsync(people, person);
            return new { TwoFactor = true };
        }, cancellationToken);
        return codes;
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(string password, Actor by, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> codes = [];
        await OwnAsync(by, "person.recovery-codes", async (people, person) =>
        {
            await RequirePasswordAsync(people, person, password);
            codes = await NewCodesAsync(people, person);
            return null;
        }, cancellationToken);
        return codes;
    }

    public Task TurnTwoFactorOffAsync(string password, Actor by, CancellationToken cancellationToken) => OwnAsync(by, "person.two-factor-off", async (people, person) =>
    {
        await RequirePasswordAsync(people, person, password);
        PeopleStore.Require(await people.SetTwoFactorEnabledAsync(person, enabled: false));
        PeopleStore.Require(await people.ResetAuthenticatorKeyAsync(person));
        await people.GenerateNewTwoFactorRecoveryCodesAsync(person, 0);
        return new { TwoFactor = false };
    }, cancellationToken);

    /// <summary>As typed from a screen: "123 456".</summary>
    public static string Digits(string? code) => string.Concat((code ?? "").Where(char.IsDigit));

    private Task OwnAsync(Actor by, string? action, Func<UserManager<Person>, Person, Task<object?>> change, CancellationToken cancellationToken) =>
        WithAsync(by.PersonId ?? throw new NotAllowedException("An API key has no account of its own."), _ => by, action, change, () => new NotFoundException(), cancellationToken);

    private async Task WithAsync(Guid id, Func<Person, Actor> by, string? action, Func<UserManager<Person>, Person, Task<object?>> change, Func<Exception> nobody, CancellationToken cancellationToken)
    {
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var db = services.ServiceProvider.GetRequiredService<PortalDbContext>(); // the one Identity's store writes to
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var person = await people.FindByIdAsync(id.ToString()) ?? throw nobody();
        var after = await change(people, person);
        if (action is not null)
        {
            db.AuditEntries.Add(AuditEntry.Of(by(person), clock.GetUtcNow(), action, $"person:{id}", person.DisplayName, Scopes.Everything, after: after));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RequirePasswordAsync(UserManager<Person> people, Person person, string password)
    {
        if (!await people.CheckPasswordAsync(person, password))
        {
            throw new RuleException("wrong-password", "The present password is wrong.", 400);
        }
    }

    private static async Task<IReadOnlyList<string>> NewCodesAsync(UserManager<Person> people, Person person) =>
        [.. await people.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? []];

    private static RuleException LinkIsOver() => new("link-over", "This link does not work any more: it was used, a newer one was made, or its time is over. Ask an administrator for a new one.", 410);
}
