using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;

namespace Portal.Administration;

/// <summary>One person under change, inside the transaction.</summary>
internal sealed class PersonChange(UserManager<Person> people, PortalDbContext db, Person person, Actor by, DateTimeOffset now, CancellationToken cancellationToken)
{
    public Person Person => person;

    public async Task EditAsync(PersonEdit edit)
    {
        var stored = await db.Memberships.Where(m => m.PersonId == person.Id && m.Source == MembershipSource.Manual).ToListAsync(cancellationToken);
        var grants = stored.Select(m => new Grant(m.Scope, m.Role)).ToList();
        if (PersonView.VersionOf(person.DisplayName, person.Email, grants) != edit.Version)
        {
            throw new RuleException("changed-meanwhile", $"Somebody else changed {person.DisplayName} after you opened the form. Look at what is stored now, and decide again.", 412);
        }

        if (!edit.Memberships.Any(g => g is { Scope: Scopes.Everything, Role: Role.Admin }))
        {
            await RequireAnotherAdministratorAsync(keepsProvided: true);
        }

        await PeopleStore.RequireFreeEmailAsync(people, edit.Email, but: person.Id);
        var before = new { person.DisplayName, person.Email, Memberships = Words(grants) };
        db.Memberships.RemoveRange(stored.Where(m => edit.Memberships.All(g => g.Scope != m.Scope)));
        foreach (var grant in edit.Memberships)
        {
            if (stored.Find(m => m.Scope == grant.Scope) is { } known)
            {
                known.Role = grant.Role;
            }
            else
            {
                db.Memberships.Add(Membership.OfPerson(person.Id, grant, now));
            }
        }

        (person.DisplayName, person.Email) = (edit.DisplayName, edit.Email);
        await SaveAsync();
        Audit("person.edit", before, new { edit.DisplayName, edit.Email, Memberships = Words(edit.Memberships) }, why: null);
    }

    public async Task DisableAsync(string why)
    {
        (person.DisabledAt, person.DisabledBecause) = (now, why);
        await RenewStampAsync();
        Audit("person.disable", new { DisabledAt = (string?)null }, new { person.DisabledAt, person.DisabledBecause }, why);
    }

    /// <param name="keepsProvided">What the sign-in provider gave this person stays.</param>
    /// <exception cref="RuleException">Nobody would be left who can administer the portal.</exception>
    public async Task RequireAnotherAdministratorAsync(bool keepsProvided = false)
    {
        var isOne = await db.Memberships.AnyAsync(m => m.PersonId == person.Id && m.Scope == Scopes.Everything && m.Role == Role.Admin, cancellationToken);
        var others = await db.Users
            .Where(u => u.DisabledAt == null && (u.PasswordHash != null || db.UserLogins.Any(l => l.UserId == u.Id)))
            .AnyAsync(u => db.Memberships.Any(m => m.PersonId == u.Id && m.Scope == Scopes.Everything && m.Role == Role.Admin
                && (u.Id != person.Id || (keepsProvided && m.Source == MembershipSource.Provider))), cancellationToken);
        if (isOne && !others)
        {
            throw new RuleException("last-administrator", $"{person.DisplayName} is the last administrator of the whole portal. Make somebody else one first.");
        }
    }

    public async Task ForgetTwoFactorAsync()
    {
        PeopleStore.Require(await people.SetTwoFactorEnabledAsync(person, enabled: false));
        PeopleStore.Require(await people.ResetAuthenticatorKeyAsync(person));
        await people.GenerateNewTwoFactorRecoveryCodesAsync(person, 0);
        await RenewStampAsync();
    }

    /// <summary>Ends every session, every link and every half-finished sign-in.</summary>
    public async Task RenewStampAsync() => PeopleStore.Require(await people.UpdateSecurityStampAsync(person));

    public async Task SaveAsync() => PeopleStore.Require(await people.UpdateAsync(person));

    public void Audit(string action, object? before, object? after, string? why) =>
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, $"person:{person.Id}", person.DisplayName, Scopes.Everything, before, after, string.IsNullOrWhiteSpace(why) ? null : why.Trim()));

    private static IEnumerable<string> Words(IEnumerable<Grant> grants) => grants.OrderBy(g => g.Scope, StringComparer.Ordinal).Select(g => g.ToString());
}
