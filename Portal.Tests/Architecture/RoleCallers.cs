using System.Net.Http.Headers;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Architecture;

/// <summary>A key and a person with one role in one scope, or nobody.</summary>
internal sealed class RoleCaller : IDisposable
{
    public required string Name { get; init; }
    public Role? Role { get; init; }
    public string Scope { get; init; } = "";
    public string? ApiKey { get; init; }
    public required Actor Key { get; init; }
    public required Actor Person { get; init; }
    public required HttpClient Program { get; init; }
    public required Browser Browser { get; init; }

    public override string ToString() => Name;

    public void Dispose()
    {
        Program.Dispose();
        Browser.Dispose();
    }
}

/// <summary>Everybody the table speaks of: nobody, each role in the study, each role in the whole portal, and an administrator of another study.</summary>
internal sealed class RoleCallers : IDisposable
{
    private readonly List<RoleCaller> _all = [];

    public RoleCaller Anonymous => _all[0];

    public RoleCaller Elsewhere => _all.Single(c => c.Scope == RoleExamples.ElsewhereScope);

    public IEnumerable<RoleCaller> In(string scope) => _all.Where(c => c.Scope == scope);

    public static async Task<RoleCallers> MakeAsync(PortalServer server)
    {
        var callers = new RoleCallers();
        var nobody = new Actor("nobody", "Nobody", "page");
        callers._all.Add(new RoleCaller { Name = "nobody", Key = nobody, Person = nobody, Program = server.Anonymous(), Browser = new Browser(server) });
        foreach (var scope in (string[])[RoleExamples.Scope, Scopes.Everything])
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                callers._all.Add(await MakeAsync(server, role, scope));
            }
        }

        callers._all.Add(await MakeAsync(server, Role.Admin, RoleExamples.ElsewhereScope));
        return callers;
    }

    public void Dispose() => _all.ForEach(c => c.Dispose());

    private static async Task<RoleCaller> MakeAsync(PortalServer server, Role role, string scope)
    {
        var (secret, name) = (ApiKeys.NewSecret(), $"{role} in {Scopes.Say(scope)}");
        var key = await server.Get<ApiKeys>().CreateAsync(name, secret, scope, role, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        var userName = $"p{Guid.NewGuid():N}";
        var person = await server.Get<PeopleStore>().CreateAsync(userName, name, Browser.Password, scope, role, isDemo: false, Actor.Portal, CancellationToken.None);
        if (scope == RoleExamples.Scope)
        {
            await AlsoInGroupAsync(server, key, person, role);
        }

        var (program, browser) = (server.Anonymous(), new Browser(server));
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        (await browser.SignInAsync(userName)).Location.ShouldBe("/");
        return new RoleCaller
        {
            Name = name, Role = role, Scope = scope, ApiKey = secret, Key = Actor.Key(key, name, null), Person = Actor.Person(person, name, "page", null), Program = program, Browser = browser,
        };
    }

    // What belongs to a group in OMERO is as much theirs as what belongs to the study.
    private static async Task AlsoInGroupAsync(PortalServer server, Guid key, Guid person, Role role)
    {
        await using var db = server.Db();
        var grant = new Grant(Scopes.OmeroGroup(RoleExamples.Group), role);
        db.Memberships.AddRange(Membership.OfKey(key, grant, DateTimeOffset.UtcNow), Membership.OfPerson(person, grant, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }
}
