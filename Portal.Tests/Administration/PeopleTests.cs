using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Administration;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Administration;

public sealed class PeopleTests(TestDatabase database)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Somebody_invited_over_http_sets_the_password_once_and_has_the_roles_that_were_given()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var admin = await server.ClientAsync();

        var created = await admin.PostAsJsonAsync("/api/v1/people", new
        {
            userName = "mara.ellis",
            displayName = "Mara Ellis",
            email = "mara@example.org",
            memberships = new[] { new { scope = "study:SD_1", role = "Curator" }, new { scope = "omero-group:imaging", role = "Viewer" } },
        });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        var invitation = await created.Content.ReadFromJsonAsync<JsonElement>();
        var (id, link) = (invitation.GetProperty("id").GetGuid(), new Uri(invitation.GetProperty("link").GetString()!));
        (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/people/{id}")).GetProperty("state").GetString().ShouldBe("Invited");
        using var browser = new Browser(server);

        (await browser.SubmitAsync(link.PathAndQuery, "set-password", ("Input.Wanted", "short"), ("Input.Again", "short"))).Text.ShouldContain("at least 12");
        (await browser.SubmitAsync(link.PathAndQuery, "set-password", ("Input.Wanted", Browser.Password), ("Input.Again", Browser.Password))).Location.ShouldContain("ready=1");
        (await browser.SignInAsync("mara@example.org")).Location.ShouldBe("/");

        (await browser.GetAsync(link.PathAndQuery)).Text.ShouldContain("This link is over");
        var person = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/people/{id}");
        person.GetProperty("state").GetString().ShouldBe("Active");
        person.GetProperty("lastSignInAt").ValueKind.ShouldBe(JsonValueKind.String);
        person.GetProperty("memberships").EnumerateArray().Select(m => $"{m.GetProperty("scope")} {m.GetProperty("role")}")
            .ShouldBe(["omero-group:imaging Viewer", "study:SD_1 Curator"]);
    }

    [Fact]
    public async Task A_new_link_replaces_the_one_before_and_both_end_with_their_time()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var first = await InviteAsync(server, "mara.ellis");
        var second = await server.Get<PeopleCommands>().NewLinkAsync(first.PersonId, Actor.Portal, Never);
        using var browser = new Browser(server);

        (await browser.GetAsync("/" + first.Path)).Text.ShouldContain("This link is over");
        (await browser.GetAsync("/" + second.Path)).Text.ShouldContain("Choose a password");
        second.ExpiresAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddHours(71), DateTimeOffset.UtcNow.AddHours(73));

        await using var late = await PortalServer.StartAsync(server.ConnectionString, services: s => s
            .PostConfigure<InvitationOptions>(o => o.TokenLifespan = TimeSpan.Zero));
        using var latecomer = new Browser(late);
        (await latecomer.GetAsync("/" + second.Path)).Text.ShouldContain("This link is over");
    }

    [Fact]
    public async Task An_edit_over_somebody_elses_is_refused_and_an_api_edit_needs_the_version()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var id = await PersonAsync(server, "mara", Role.Viewer);
        var mine = await EditAsync(server, id, new Grant("study:SD_1", Role.Curator));
        await server.Get<PeopleCommands>().EditAsync(id, await EditAsync(server, id, new Grant("study:SD_2", Role.Curator)), Actor.Portal, Never);

        var conflict = await Should.ThrowAsync<RuleException>(() => server.Get<PeopleCommands>().EditAsync(id, mine, Actor.Portal, Never));

        (conflict.Rule, conflict.Status).ShouldBe(("changed-meanwhile", 412));
        using var admin = await server.ClientAsync();
        var body = new { displayName = "Mara", memberships = new[] { new { scope = "study:SD_3", role = "Operator" } } };
        (await admin.PutAsJsonAsync($"/api/v1/people/{id}", body)).StatusCode.ShouldBe((HttpStatusCode)428);
        var read = await admin.GetAsync($"/api/v1/people/{id}");
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/people/{id}") { Content = JsonContent.Create(body) };
        put.Headers.IfMatch.Add(read.Headers.ETag!);
        (await admin.SendAsync(put)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Get<PeopleQueries>().FindAsync(id, Actor.Portal, Never)).Memberships.Single().ShouldBe(new MembershipView("study:SD_3", Role.Operator, MembershipSource.Manual));
    }

    [Fact]
    public async Task What_an_api_edit_does_not_send_stays_as_it_is()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var id = await PersonAsync(server, "mara", Role.Viewer);
        await server.Get<PeopleCommands>().EditAsync(id, await EditAsync(server, id, new Grant("study:SD_2", Role.Curator)) with { Email = "mara@example.org" }, Actor.Portal, Never);
        using var admin = await server.ClientAsync();
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/people/{id}") { Content = JsonContent.Create(new { displayName = "Mara E." }) };
        put.Headers.IfMatch.Add((await admin.GetAsync($"/api/v1/people/{id}")).Headers.ETag!);

        (await admin.SendAsync(put)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var mara = await server.Get<PeopleQueries>().FindAsync(id, Actor.Portal, Never);
        (mara.DisplayName, mara.Email).ShouldBe(("Mara E.", "mara@example.org"));
        mara.Memberships.Select(m => m.Scope).ShouldBe(["study:SD_2"]);
    }

    [Fact]
    public async Task Somebody_disabled_loses_session_and_rights_and_gets_them_back_when_enabled()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: s => s
            .PostConfigure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero));
        var id = await PersonAsync(server, "mara", Role.Curator);
        using var browser = new Browser(server);
        await browser.SignInAsync("mara");
        (await browser.GetAsync("/runs")).Status.ShouldBe(HttpStatusCode.OK);

        await server.Get<PeopleCommands>().DisableAsync(id, "left us", Actor.Portal, Never);

        (await browser.GetAsync("/runs")).Location.ShouldContain("/sign-in");
        (await browser.SignInAsync("mara")).Text.ShouldContain("The name or the password is wrong.");
        (await Should.ThrowAsync<RuleException>(() => server.Get<PeopleCommands>().NewLinkAsync(id, Actor.Portal, Never))).Rule.ShouldBe("disabled");
        (await server.Get<Permissions>().OfAsync(Actor.Person(id, "Mara", "page", null), Never)).MaySomewhere(Role.Viewer).ShouldBeFalse();

        await server.Get<PeopleCommands>().EnableAsync(id, null, Actor.Portal, Never);
        (await browser.SignInAsync("mara")).Location.ShouldBe("/");
    }

    [Fact]
    public async Task A_locked_account_is_found_by_its_state_and_unlocked()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var id = await PersonAsync(server, "mara", Role.Curator);
        await PersonAsync(server, "ben", Role.Curator);
        await using (var db = server.Db())
        {
            await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.UtcNow.AddMinutes(5)));
        }

        var queries = server.Get<PeopleQueries>();
        (await queries.ListAsync(new PersonFilter(State: PersonState.Locked), null, 10, Actor.Portal, Never)).Items.Single().Id.ShouldBe(id);
        await server.Get<PeopleCommands>().UnlockAsync(id, "it was them", Actor.Portal, Never);

        (await queries.ListAsync(new PersonFilter(State: PersonState.Locked), null, 10, Actor.Portal, Never)).Items.ShouldBeEmpty();
        using var browser = new Browser(server);
        (await browser.SignInAsync("mara")).Location.ShouldBe("/");
    }

    [Fact]
    public async Task Lists_page_by_name_and_find_by_part_of_it()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        foreach (var name in (string[])["cleo", "ada", "ben"])
        {
            await PersonAsync(server, name, Role.Viewer);
        }

        using var admin = await server.ClientAsync();
        var first = await admin.GetFromJsonAsync<JsonElement>("/api/v1/people?limit=2");
        var second = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/people?limit=2&cursor={first.GetProperty("next").GetString()}");

        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(p => p.GetProperty("userName").GetString()).ShouldBe(["ada", "ben", "cleo"]);
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await admin.GetFromJsonAsync<JsonElement>("/api/v1/people?q=LE")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("study:nonsense")]
    [InlineData("")]
    [InlineData("everything")]
    public async Task A_scope_that_is_none_is_refused(string scope)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());

        (await Should.ThrowAsync<RuleException>(() => server.Get<PeopleCommands>().InviteAsync(new NewPerson("a.b", "A B", null, [new Grant(scope, Role.Viewer)]), Actor.Portal, Never))).Rule.ShouldBe("scope");
    }

    private static Task<Invitation> InviteAsync(PortalServer server, string name) =>
        server.Get<PeopleCommands>().InviteAsync(new NewPerson(name, name, null, [new Grant("*", Role.Viewer)]), Actor.Portal, Never);

    private static Task<Guid> PersonAsync(PortalServer server, string name, Role role) =>
        server.Get<PeopleStore>().CreateAsync(name, name, Browser.Password, Scopes.Everything, role, isDemo: false, Actor.Portal, Never);

    private static async Task<PersonEdit> EditAsync(PortalServer server, Guid id, params Grant[] grants)
    {
        var person = await server.Get<PeopleQueries>().FindAsync(id, Actor.Portal, Never);
        return new PersonEdit(person.DisplayName, person.Email, grants, person.Version);
    }
}
