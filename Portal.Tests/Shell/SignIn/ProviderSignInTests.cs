using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Administration;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Shell.Hosting;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.SignIn;

public sealed class ProviderSignInTests(TestDatabase database)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Somebody_new_comes_in_with_the_roles_of_their_claims_which_are_read_again_each_time_beside_what_was_given_here()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), provider.Settings());
        using var browser = new Browser(server);
        (await browser.GetAsync("/sign-in")).Text.ShouldContain("Sign in with Institute account");

        (await ThroughAsync(browser, "/sign-in/oauth?returnUrl=%2Fruns")).Location.ShouldBe("/runs");
        (await browser.GetAsync("/runs")).Text.ShouldContain("Mara Ellis");
        var person = await OnlyAsync(server);
        (person.UserName, person.State, person.Providers.Single()).ShouldBe(("mara@example.org", PersonState.Active, "Institute account"));
        person.Memberships.ShouldBe([new MembershipView("study:SD_1", Role.Curator, MembershipSource.Provider)]);
        await server.Get<PeopleCommands>().EditAsync(person.Id, new PersonEdit(person.DisplayName, person.Email, [new Grant("study:SD_1", Role.Viewer), new Grant("study:SD_2", Role.Operator)], person.Version), Actor.Portal, Never);

        provider.User = new { sub = "42", name = "Mara Ellis", roles = "chiefs" };
        await ThroughAsync(browser, "/sign-in/oauth");

        (await OnlyAsync(server)).Memberships.ShouldBe(
        [
            new MembershipView("*", Role.Admin, MembershipSource.Provider), new MembershipView("study:SD_1", Role.Viewer, MembershipSource.Manual), new MembershipView("study:SD_2", Role.Operator, MembershipSource.Manual),
        ]);
        provider.Redeemed.ShouldBe(2);
        (await server.Get<AuditQueries>().ListAsync(new AuditFilter { Action = "person.provider" }, null, 10, Actor.Portal, Never)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_has_no_role_there_is_told_so_and_nobody_is_made_of_them_when_one_is_required()
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.User = new { sub = 7, name = "Nobody Yet", roles = Array.Empty<string>() };
        var connection = await database.CreateAsync();
        await using (var strict = await PortalServer.StartAsync(connection, provider.Settings(("RequireMappedRole", "true"))))
        {
            using var browser = new Browser(strict);
            (await ThroughAsync(browser, "/sign-in/oauth")).Location.ShouldBe("/sign-in/not-yet");
            (await browser.GetAsync("/sign-in/not-yet")).Text.ShouldContain("gives you no role in the data portal");
            (await browser.GetAsync("/runs")).Location.ShouldContain("/sign-in");
            await using var db = strict.Db();
            (await db.Users.CountAsync()).ShouldBe(0);
        }

        await using var open = await PortalServer.StartAsync(connection, provider.Settings());
        using var other = new Browser(open);
        (await ThroughAsync(other, "/sign-in/oauth")).Location.ShouldBe("/");
        (await other.GetAsync("/runs")).Text.ShouldContain("You may not see anything yet");
    }

    [Fact]
    public async Task A_code_without_its_verifier_a_refusal_there_and_a_forged_return_sign_nobody_in()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), provider.Settings());
        using var browser = new Browser(server);

        provider.MixesUpChallenges = true;
        (await ThroughAsync(browser, "/sign-in/oauth")).Location.ShouldBe("/sign-in?refused=provider");
        (provider.MixesUpChallenges, provider.Refuses) = (false, true);
        (await ThroughAsync(browser, "/sign-in/oauth")).Location.ShouldBe("/sign-in?refused=provider");
        (await browser.GetAsync("/sign-in/oauth/callback?code=stolen&state=forged")).Location.ShouldBe("/sign-in?refused=provider");
        (await browser.GetAsync("/sign-in/oauth/arrived")).Location.ShouldBe("/sign-in?refused=provider");

        (await browser.GetAsync("/sign-in?refused=provider")).Text.ShouldContain("Institute account did not sign you in");
        (await browser.GetAsync("/runs")).Location.ShouldContain("/sign-in");
        provider.Redeemed.ShouldBe(0);
    }

    [Fact]
    public async Task A_local_account_with_the_same_address_stays_apart_and_somebody_disabled_stays_out()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), provider.Settings());
        await server.Get<PeopleStore>().CreateAsync("mara@example.org", "The local Mara", Browser.Password, Scopes.Everything, Role.Admin, isDemo: false, Actor.Portal, Never);
        using var browser = new Browser(server);

        await ThroughAsync(browser, "/sign-in/oauth");

        var people = (await server.Get<PeopleQueries>().ListAsync(new PersonFilter(), null, 10, Actor.Portal, Never)).Items;
        people.Select(p => (p.UserName, p.Providers.Count)).ShouldBe([("mara@example.org", 0), ("mara@example.org-2", 1)]);
        await server.Get<PeopleCommands>().DisableAsync(people[1].Id, "left", Actor.Portal, Never);
        using var again = new Browser(server);
        (await ThroughAsync(again, "/sign-in/oauth")).Location.ShouldBe("/sign-in?refused=account");
    }

    [Theory]
    [InlineData("TokenEndpoint", "http://elsewhere.example/token", "SignIn:OAuth:TokenEndpoint")]
    [InlineData("ClientSecret", "", "SignIn:OAuth:ClientSecret")]
    [InlineData("Roles:0:Scope", "everything", "SignIn:OAuth:Roles:0")]
    public async Task A_wrong_setting_stops_the_start_and_names_its_key(string key, string value, string named)
    {
        await using var provider = await IdentityProvider.StartAsync();

        var wrong = await Should.ThrowAsync<Exception>(async () => await PortalServer.StartAsync(await database.CreateAsync(), provider.Settings((key, value))));

        PortalHost.Sentence(wrong).ShouldNotBeNull().ShouldContain(named);
    }

    /// <summary>From the portal to the provider and back, to where the portal leads in the end.</summary>
    private static async Task<Answer> ThroughAsync(Browser browser, string start)
    {
        var there = await RedirectAsync(browser, start);
        var back = await RedirectAsync(browser, there);
        var arrived = await RedirectAsync(browser, back);
        return arrived.Contains("/arrived", StringComparison.Ordinal) ? await browser.GetAsync(arrived) : new Answer(HttpStatusCode.Redirect, arrived, "");
    }

    private static async Task<string> RedirectAsync(Browser browser, string url)
    {
        using var reply = await browser.Http.GetAsync(url);
        reply.StatusCode.ShouldBe(HttpStatusCode.Redirect, await reply.Content.ReadAsStringAsync());
        return reply.Headers.Location!.ToString();
    }

    private static async Task<PersonView> OnlyAsync(PortalServer server) => (await server.Get<PeopleQueries>().ListAsync(new PersonFilter(), null, 10, Actor.Portal, Never)).Items.Single();
}
