using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;

namespace Portal.Administration;

/// <summary>Carries out a change of one person: the right, the change and its audit entry, in one transaction.</summary>
public sealed class PersonChanges(IServiceScopeFactory scopes, Permissions permissions, IOptions<InvitationOptions> invitations, TimeProvider clock)
{
    // Any number: changes of people take turns, so that two administrators cannot disable each other at the same moment.
    private const long Turn = 7_216_041_912;

    internal async Task ChangeAsync(Guid id, Actor by, string action, Func<PersonChange, Task> change, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, action, cancellationToken);
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var db = services.ServiceProvider.GetRequiredService<PortalDbContext>(); // the one Identity's store writes to
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Turn})", cancellationToken);
        var person = await people.FindByIdAsync(id.ToString()) ?? throw new NotFoundException($"There is nobody with the id {id}.");
        await change(new PersonChange(people, db, person, by, clock.GetUtcNow(), cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        permissions.Forget();
    }

    internal async Task<Invitation> LinkAsync(Guid id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var services = scopes.CreateAsyncScope();
        var people = services.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = await people.FindByIdAsync(id.ToString()) ?? throw new NotFoundException();
        var token = await people.GenerateUserTokenAsync(person, InvitationTokens.Provider, InvitationTokens.Purpose);
        return new Invitation(id, person.UserName!, $"invitation?person={id}&token={Uri.EscapeDataString(token)}", clock.GetUtcNow() + invitations.Value.TokenLifespan);
    }
}
