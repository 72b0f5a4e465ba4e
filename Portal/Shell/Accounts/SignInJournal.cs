using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>Who came, who was refused, who left: in the audit log, with the address.</summary>
public sealed class SignInJournal(IDbContextFactory<PortalDbContext> contexts, IHttpContextAccessor http, TimeProvider clock)
{
    private string? Address => http.HttpContext?.Connection.RemoteIpAddress?.ToString();

    /// <param name="how">"password", "password and code": what they proved themselves with.</param>
    public async Task SignedInAsync(Person person, string how, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await db.Users.Where(p => p.Id == person.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.LastSignInAt, now), cancellationToken);
        db.AuditEntries.Add(Entry(Of(person), "sign-in", person, after: new { how }, why: null));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <param name="person">Null when there is nobody of that name; what was typed is not kept, it may be a password in the wrong field.</param>
    public async Task RefusedAsync(Person? person, string why, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(Entry(new Actor("nobody", "Nobody", "page", Address), "sign-in.refused", person, after: null, why));
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task SignedOutAsync(Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "sign-out", by.Id, by.Name, Scopes.Everything));
        await db.SaveChangesAsync(cancellationToken);
    }

    private Actor Of(Person person) => Actor.Person(person.Id, person.DisplayName, "page", Address);

    private AuditEntry Entry(Actor by, string action, Person? person, object? after, string? why) => AuditEntry.Of(by, clock.GetUtcNow(), action,
        person is null ? "person:?" : $"person:{person.Id}", person?.DisplayName ?? "An unknown name", Scopes.Everything, after: after, why: why);
}
