using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Administration;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Accounts;

public sealed partial class TwoFactorTests(TestDatabase database)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Somebody_turns_it_on_signs_in_with_a_code_then_with_a_recovery_code_and_an_administrator_resets_it()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["Limits:SignInsPerMinute"] = "100" });
        var id = await PersonAsync(server);
        using var browser = new Browser(server);
        await browser.SignInAsync("mara");
        var key = Key().Match((await browser.GetAsync("/account/two-factor")).Text).Groups["key"].Value;

        (await browser.SubmitAsync("/account/two-factor", "two-factor-on", ("Code.Code", "000000"))).Text.ShouldContain("wrong or too old");
        var on = await browser.SubmitAsync("/account/two-factor", "two-factor-on", ("Code.Code", Authenticator.CodeOf(key)));
        var recovery = Recovery().Matches(on.Text).Select(m => m.Groups["code"].Value).ToList();
        recovery.Count.ShouldBe(10);
        (await browser.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.OK, "whoever turned it on stays signed in");

        using var later = new Browser(server);
        var asked = await later.SignInAsync("mara", url: "/sign-in?ReturnUrl=%2Fruns");
        asked.Location.ShouldContain("sign-in/code?stay=1");
        (await later.GetAsync("/runs")).Location.ShouldContain("/sign-in", customMessage: "the password alone is not enough");
        (await later.SubmitAsync("/" + asked.Location.TrimStart('/'), "sign-in-code", ("Input.Code", "000000"))).Text.ShouldContain("wrong or too old");
        (await later.SubmitAsync("/" + asked.Location.TrimStart('/'), "sign-in-code", ("Input.Code", Authenticator.CodeOf(key)))).Location.ShouldBe("/runs");
        (await later.GetAsync("/runs")).Status.ShouldBe(HttpStatusCode.OK);

        foreach (var (code, good) in new[] { (recovery[0], true), (recovery[0], false) })
        {
            using var lost = new Browser(server);
            await lost.SignInAsync("mara");
            (await lost.SubmitAsync("/sign-in/recovery", "sign-in-recovery", ("Input.Code", code))).Location.ShouldBe(good ? "/account" : "", "a recovery code works once");
        }

        await server.Get<PeopleCommands>().ResetTwoFactorAsync(id, "lost the phone", Actor.Portal, Never);
        using var anew = new Browser(server);
        (await anew.SignInAsync("mara")).Location.ShouldBe("/");
        (await ActionsAsync(server, id)).ShouldBe(["sign-in", "person.two-factor-on", "sign-in.refused", "sign-in", "sign-in", "sign-in.refused", "person.two-factor-reset", "sign-in"]);
    }

    [Fact]
    public async Task Turning_it_off_and_changing_the_password_need_the_present_one_and_end_other_sessions()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: s => s
            .PostConfigure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero));
        var me = Actor.Person(await PersonAsync(server), "Mara", "page", null);
        var accounts = server.Get<AccountCommands>();
        await accounts.TurnTwoFactorOnAsync(Authenticator.CodeOf(await accounts.TwoFactorKeyAsync(me, Never)), me, Never);
        (await Should.ThrowAsync<Portal.Domain.RuleException>(() => accounts.TurnTwoFactorOffAsync("wrong", me, Never))).Rule.ShouldBe("wrong-password");
        await accounts.TurnTwoFactorOffAsync(Browser.Password, me, Never);

        using var here = new Browser(server);
        using var there = new Browser(server);
        await here.SignInAsync("mara");
        await there.SignInAsync("mara");
        (await here.SubmitAsync("/account", "change-password", ("Input.Present", "wrong"), ("Input.Wanted", "another good password"), ("Input.Again", "another good password"))).Text.ShouldContain("present password is wrong");
        (await here.SubmitAsync("/account", "change-password", ("Input.Present", Browser.Password), ("Input.Wanted", "Mara is a good password"), ("Input.Again", "Mara is a good password"))).Text.ShouldContain("contains the sign-in name");
        (await here.SubmitAsync("/account", "change-password", ("Input.Present", Browser.Password), ("Input.Wanted", "another good password"), ("Input.Again", "another good password"))).Location.ShouldContain("done=password");

        (await here.GetAsync("/account?done=password")).Text.ShouldContain("Your password is changed");
        (await there.GetAsync("/account")).Location.ShouldContain("/sign-in");
    }

    [Fact]
    public async Task Somebody_without_any_role_is_told_so_in_words()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await PersonAsync(server);
        await using (var db = server.Db())
        {
            await db.Memberships.ExecuteDeleteAsync();
        }

        using var browser = new Browser(server);
        await browser.SignInAsync("mara");

        (await browser.GetAsync("/runs")).Text.ShouldContain("You may not see anything yet");
        (await browser.GetAsync("/account")).Text.ShouldContain("No role yet.");
    }

    private static Task<Guid> PersonAsync(PortalServer server) =>
        server.Get<PeopleStore>().CreateAsync("mara", "Mara", Browser.Password, Scopes.Everything, Role.Curator, isDemo: false, Actor.Portal, Never);

    private static async Task<IReadOnlyList<string>> ActionsAsync(PortalServer server, Guid id)
    {
        await using var db = server.Db();
        return await db.AuditEntries.Where(e => e.SubjectKey == $"person:{id}" && e.Action != "person.create").OrderBy(e => e.At).Select(e => e.Action).ToListAsync();
    }

    [GeneratedRegex("secret=(?<key>[A-Z2-7]+)&", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();

    [GeneratedRegex("<li>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>|<li[^>]*>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Recovery();
}
