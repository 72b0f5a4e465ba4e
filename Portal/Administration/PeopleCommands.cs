using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;

namespace Portal.Administration;

/// <summary>What administrators do to people; pages, API and command line call the same methods.</summary>
public sealed class PeopleCommands(PeopleStore store, PersonChanges changes, Permissions permissions)
{
    /// <summary>Adds somebody, who sets the password through the link this returns. It is shown once: nothing of it is stored.</summary>
    public async Task<Invitation> InviteAsync(NewPerson wish, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "invite people", cancellationToken);
        var checkedWish = wish with
        {
            UserName = Text(wish.UserName, "user-name", "Give the name to sign in with."),
            DisplayName = Text(wish.DisplayName, "display-name", "Give the name others see."),
            Email = Email(wish.Email),
            Memberships = Grant.Require(wish.Memberships),
        };
        var id = await store.CreateAsync(checkedWish, by, cancellationToken);
        return await changes.LinkAsync(id, cancellationToken);
    }

    /// <summary>A new link for somebody who lost theirs or forgot the password; older links stop working, and so do open sessions.</summary>
    public async Task<Invitation> NewLinkAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await changes.ChangeAsync(id, by, "make links to set a password", async change =>
        {
            if (change.Person.DisabledAt is not null)
            {
                throw new RuleException("disabled", $"{change.Person.DisplayName} is disabled, so a link would lead nowhere. Enable the account first.");
            }

            await change.RenewStampAsync();
            change.Audit("person.link", null, null, null);
        }, cancellationToken);
        return await changes.LinkAsync(id, cancellationToken);
    }

    /// <exception cref="RuleException"><c>changed-meanwhile</c> when somebody else edited first; look at what is stored now.</exception>
    public Task EditAsync(Guid id, PersonEdit edit, Actor by, CancellationToken cancellationToken)
    {
        var wish = edit with
        {
            DisplayName = Text(edit.DisplayName, "display-name", "Give the name others see."),
            Email = Email(edit.Email),
            Memberships = Grant.Require(edit.Memberships),
        };
        return changes.ChangeAsync(id, by, "edit people", change => change.EditAsync(wish), cancellationToken);
    }

    /// <summary>May not sign in from now on; open pages stop within ten seconds.</summary>
    public Task DisableAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) => changes.ChangeAsync(id, by, "disable people", async change =>
    {
        if (by.PersonId == id)
        {
            throw new RuleException("yourself", "You cannot disable your own account. Ask another administrator.");
        }

        if (string.IsNullOrWhiteSpace(why))
        {
            throw new RuleException("why", "Say why the account is disabled; whoever enables it again will want to know.", 400);
        }

        if (change.Person.DisabledAt is null)
        {
            await change.RequireAnotherAdministratorAsync();
            await change.DisableAsync(why.Trim());
        }
    }, cancellationToken);

    public Task EnableAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) => changes.ChangeAsync(id, by, "enable people", async change =>
    {
        if (change.Person is { DisabledAt: not null } person)
        {
            var before = new { person.DisabledAt, person.DisabledBecause };
            (person.DisabledAt, person.DisabledBecause) = (null, null);
            await change.SaveAsync();
            change.Audit("person.enable", before, new { DisabledAt = (string?)null }, why);
        }
    }, cancellationToken);

    /// <summary>After too many wrong passwords.</summary>
    public Task UnlockAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) => changes.ChangeAsync(id, by, "unlock people", async change =>
    {
        var before = new { LockedUntil = change.Person.LockoutEnd };
        (change.Person.LockoutEnd, change.Person.AccessFailedCount) = (null, 0);
        await change.SaveAsync();
        change.Audit("person.unlock", before, new { LockedUntil = (string?)null }, why);
    }, cancellationToken);

    /// <summary>For somebody who lost the device: the password alone signs in again, until they set it up anew.</summary>
    public Task ResetTwoFactorAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) => changes.ChangeAsync(id, by, "reset the second factor of people", async change =>
    {
        var before = new { TwoFactor = change.Person.TwoFactorEnabled };
        await change.ForgetTwoFactorAsync();
        change.Audit("person.two-factor-reset", before, new { TwoFactor = false }, why);
    }, cancellationToken);

    private static string Text(string? text, string rule, string sentence) =>
        text?.Trim() is { Length: > 0 and <= 100 } words ? words : throw new RuleException(rule, $"{sentence} It has 1 to 100 characters.", 400);

    private static string? Email(string? email) => email?.Trim() switch
    {
        null or "" => null,
        { Length: <= 256 } address when System.Net.Mail.MailAddress.TryCreate(address, out _) => address,
        var other => throw new RuleException("email", $"“{other}” is no e-mail address.", 400),
    };
}

/// <param name="Version">Of the person when the form was filled.</param>
public sealed record PersonEdit(string DisplayName, string? Email, IReadOnlyList<Grant> Memberships, string Version);

/// <summary>A link with which somebody sets the password.</summary>
/// <param name="Path">Below the portal's address.</param>
public sealed record Invitation(Guid PersonId, string UserName, string Path, DateTimeOffset ExpiresAt);
