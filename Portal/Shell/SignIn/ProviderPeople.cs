using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>Whoever comes through the sign-in provider: made at the first time, and given anew each time what its claims say.</summary>
public sealed class ProviderPeople(IServiceScopeFactory scopes, Permissions permissions, IOptions<ProviderOptions> options, TimeProvider clock)
{
    /// <returns>Null: none of the claims gives a role, and one is required.</returns>
    public async Task<Person?> TakeInAsync(ClaimsPrincipal external, string? address, CancellationToken cancellationToken)
    {
        var id = external.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new NotAllowedException("The provider did not say who it is.");
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var db = services.ServiceProvider.GetRequiredService<PortalDbContext>(); // the one Identity's store writes to
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var grants = options.Value.GrantsOf([.. external.FindAll(ProviderSignIn.RoleClaim).Select(c => c.Value)]);
        var refused = options.Value.RequireMappedRole && grants.Count == 0;
        var person = await people.FindByLoginAsync(ProviderSignIn.Scheme, id);
        if (person is null && refused)
        {
            return null;
        }

        // Never joined to a local account by its e-mail: the provider's word for an address is not the owner's.
        person ??= await MakeAsync(people, external, id);
        await GiveAsync(db, person, grants, address, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        permissions.Forget();
        return refused ? null : person;
    }

    private async Task<Person> MakeAsync(UserManager<Person> people, ClaimsPrincipal external, string id)
    {
        var now = clock.GetUtcNow();
        var (name, email) = (external.FindFirstValue(ClaimTypes.Name), external.FindFirstValue(ClaimTypes.Email));
        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            UserName = await FreeNameAsync(people, email ?? name ?? id),
            DisplayName = name ?? email ?? id,
            Email = email is not null && await people.FindByEmailAsync(email) is null ? email : null,
            CreatedAt = now,
        };
        PeopleStore.Require(await people.CreateAsync(person));
        PeopleStore.Require(await people.AddLoginAsync(person, new UserLoginInfo(ProviderSignIn.Scheme, id, options.Value.Name)));
        return person;
    }

    private static async Task<string> FreeNameAsync(UserManager<Person> people, string wanted)
    {
        var allowed = people.Options.User.AllowedUserNameCharacters;
        var name = string.Concat(wanted.Trim().Replace(' ', '.').Where(allowed.Contains)) is { Length: > 0 } some ? some : "person";
        var free = name;
        for (var i = 2; await people.FindByNameAsync(free) is not null; i++)
        {
            free = $"{name}-{i}";
        }

        return free;
    }

    private async Task GiveAsync(PortalDbContext db, Person person, IReadOnlyList<Grant> grants, string? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await db.Memberships.Where(m => m.PersonId == person.Id && m.Source == MembershipSource.Provider).ToListAsync(cancellationToken);
        var before = stored.Select(m => new Grant(m.Scope, m.Role)).OrderBy(g => g.Scope, StringComparer.Ordinal).ToList();
        if (before.SequenceEqual(grants))
        {
            return;
        }

        db.Memberships.RemoveRange(stored.Where(m => grants.All(g => g.Scope != m.Scope)));
        foreach (var grant in grants)
        {
            if (stored.Find(m => m.Scope == grant.Scope) is { } known)
            {
                known.Role = grant.Role;
            }
            else
            {
                db.Memberships.Add(Membership.OfPerson(person.Id, grant, now, MembershipSource.Provider));
            }
        }

        db.AuditEntries.Add(AuditEntry.Of(Actor.Person(person.Id, person.DisplayName, "page", address), now, "person.provider", $"person:{person.Id}", person.DisplayName, Scopes.Everything,
            new { Memberships = before.Select(g => g.ToString()) }, new { Memberships = grants.Select(g => g.ToString()) }));
    }
}
