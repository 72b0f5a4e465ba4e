using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>Makes people.</summary>
public sealed class PeopleStore(IServiceScopeFactory scopes, IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <exception cref="RuleException">The name is taken or the password too weak; the sentence says which.</exception>
    public async Task<Guid> CreateAsync(string userName, string displayName, string password, string scope, Role role, bool isDemo, Actor by, CancellationToken cancellationToken)
    {
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var now = clock.GetUtcNow();
        var person = new Person { Id = Guid.CreateVersion7(now), UserName = userName, DisplayName = displayName, CreatedAt = now, IsDemo = isDemo };
        var made = await people.CreateAsync(person, password);
        if (!made.Succeeded)
        {
            throw new RuleException("person-refused", string.Join(" ", made.Errors.Select(e => e.Description)), 400);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Memberships.Add(new Membership { Id = Guid.CreateVersion7(now), PersonId = person.Id, Scope = scope, Role = role });
        db.AuditEntries.Add(AuditEntry.Of(by, now, "person.create", $"person:{person.Id}", displayName, scope, after: new { userName, scope, role }));
        await db.SaveChangesAsync(cancellationToken);
        return person.Id;
    }
}
