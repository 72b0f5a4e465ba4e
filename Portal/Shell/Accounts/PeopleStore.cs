using Microsoft.AspNetCore.Identity;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>Makes people, with their memberships and the audit entry in one transaction. Asks nobody's leave: who calls it has.</summary>
public sealed class PeopleStore(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>One who can sign in at once.</summary>
    /// <exception cref="RuleException">The name is taken or the password too weak; the sentence says which.</exception>
    public Task<Guid> CreateAsync(string userName, string displayName, string password, string scope, Role role, bool isDemo, Actor by, CancellationToken cancellationToken) =>
        CreateAsync(new NewPerson(userName, displayName, null, [new Grant(scope, role)], isDemo), "person.create", (people, person) => people.CreateAsync(person, password), by, cancellationToken);

    /// <summary>One who cannot sign in yet: no password, no sign-in provider.</summary>
    public Task<Guid> CreateAsync(NewPerson wish, Actor by, CancellationToken cancellationToken) =>
        CreateAsync(wish, "person.invite", (people, person) => people.CreateAsync(person), by, cancellationToken);

    /// <exception cref="RuleException">Identity's reasons, in its own words.</exception>
    public static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new RuleException("person-refused", string.Join(" ", result.Errors.Select(e => e.Description)), 400);
        }
    }

    /// <summary>An e-mail signs in as well, so no two may share one.</summary>
    /// <exception cref="RuleException">Somebody else has it.</exception>
    public static async Task RequireFreeEmailAsync(UserManager<Person> people, string? email, Guid? but)
    {
        if (email is not null && await people.FindByEmailAsync(email) is { } other && other.Id != but)
        {
            throw new RuleException("email-taken", $"{other.DisplayName} has the e-mail address {email} already. Give another, or none.");
        }
    }

    private async Task<Guid> CreateAsync(NewPerson wish, string action, Func<UserManager<Person>, Person, Task<IdentityResult>> create, Actor by, CancellationToken cancellationToken)
    {
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var db = services.ServiceProvider.GetRequiredService<PortalDbContext>(); // the one Identity's store writes to
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RequireFreeEmailAsync(people, wish.Email, but: null);
        var now = clock.GetUtcNow();
        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            UserName = wish.UserName,
            DisplayName = wish.DisplayName,
            Email = wish.Email,
            CreatedAt = now,
            IsDemo = wish.IsDemo,
        };
        Require(await create(people, person));
        db.Memberships.AddRange(wish.Memberships.Select(grant => Membership.OfPerson(person.Id, grant, now)));
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, $"person:{person.Id}", wish.DisplayName, Scopes.Everything,
            after: new { wish.UserName, wish.DisplayName, wish.Email, Memberships = wish.Memberships.Select(g => g.ToString()) }));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return person.Id;
    }
}

/// <summary>Somebody to be added.</summary>
public sealed record NewPerson(string UserName, string DisplayName, string? Email, IReadOnlyList<Grant> Memberships, bool IsDemo = false);
