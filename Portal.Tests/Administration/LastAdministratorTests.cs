using Microsoft.EntityFrameworkCore;
using Portal.Administration;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class LastAdministratorTests(TestDatabase database)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task The_last_administrator_is_neither_disabled_nor_demoted_and_nobody_disables_themselves()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var commands = server.Get<PeopleCommands>();
        var only = await PersonAsync(server, "ada", Role.Admin);
        await commands.InviteAsync(new NewPerson("not.yet", "Not Yet", null, [new Grant("*", Role.Admin)]), Actor.Portal, Never); // cannot sign in, so does not count

        (await Should.ThrowAsync<RuleException>(() => commands.DisableAsync(only, "leaves", Actor.Portal, Never))).Rule.ShouldBe("last-administrator");
        (await Should.ThrowAsync<RuleException>(async () => await commands.EditAsync(only, await DemotionAsync(server, only), Actor.Portal, Never))).Rule.ShouldBe("last-administrator");

        var second = await PersonAsync(server, "ben", Role.Admin);
        (await Should.ThrowAsync<RuleException>(() => commands.DisableAsync(only, "leaves", Actor.Person(only, "Ada", "page", null), Never))).Rule.ShouldBe("yourself");
        await commands.DisableAsync(only, "leaves", Actor.Person(second, "Ben", "page", null), Never);
        (await Should.ThrowAsync<RuleException>(() => commands.DisableAsync(second, "leaves", Actor.Portal, Never))).Rule.ShouldBe("last-administrator");
    }

    [Fact]
    public async Task Two_administrators_who_demote_each_other_at_once_leave_one()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var (ada, ben) = (await PersonAsync(server, "ada", Role.Admin), await PersonAsync(server, "ben", Role.Admin));
        var commands = server.Get<PeopleCommands>();

        var outcomes = await Task.WhenAll(
            Refusal(() => commands.DisableAsync(ada, "no", Actor.Person(ben, "Ben", "page", null), Never)),
            Refusal(() => commands.DisableAsync(ben, "no", Actor.Person(ada, "Ada", "page", null), Never)));

        outcomes.Count(o => o is null).ShouldBe(1);
        await using var db = server.Db();
        (await db.Users.CountAsync(u => u.DisabledAt == null)).ShouldBe(1);
    }

    private static Task<Guid> PersonAsync(PortalServer server, string name, Role role) =>
        server.Get<PeopleStore>().CreateAsync(name, name, Browser.Password, Scopes.Everything, role, isDemo: false, Actor.Portal, Never);

    private static async Task<PersonEdit> DemotionAsync(PortalServer server, Guid id)
    {
        var person = await server.Get<PeopleQueries>().FindAsync(id, Actor.Portal, Never);
        return new PersonEdit(person.DisplayName, person.Email, [new Grant(Scopes.Everything, Role.Operator)], person.Version);
    }

    private static async Task<string?> Refusal(Func<Task> deed)
    {
        try
        {
            await deed();
            return null;
        }
        catch (Exception refusal) when (refusal is RuleException or NotFoundException)
        {
            return refusal.Message;
        }
    }
}
