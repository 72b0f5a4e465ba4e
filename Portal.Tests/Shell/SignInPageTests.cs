using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Shell.SignIn;
using Portal.Tests.Support;

namespace Portal.Tests.Shell;

public sealed partial class SignInPageTests(TestDatabase database)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Somebody_signs_in_lands_where_they_wanted_and_signs_out_again()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await PersonAsync(server, "mara.ellis");
        using var browser = Browser(server);

        var sent = await browser.GetAsync("/runs?state=Failed");
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var landed = await SubmitAsync(browser, sent.Headers.Location!.PathAndQuery, "mara.ellis", Password);
        landed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        landed.Headers.Location!.ToString().ShouldEndWith("/runs?state=Failed");

        var page = await browser.GetStringAsync("/runs?state=Failed");
        page.ShouldContain("Mara Ellis");
        (await browser.GetAsync("/runs/R-404")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var gone = await browser.GetAsync("/no-such-page");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gone.Content.ReadAsStringAsync()).ShouldContain("There is nothing here");

        (await browser.PostAsync("/sign-out", new FormUrlEncodedContent([]))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var token = Token().Match(page).Groups["token"].Value;
        await browser.PostAsync("/sign-out", new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token }));
        (await browser.GetAsync("/runs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_wrong_name_a_wrong_password_and_a_disabled_person_are_refused_with_the_same_words()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await PersonAsync(server, "mara.ellis");
        await PersonAsync(server, "gone.person");
        await using (var db = server.Db())
        {
            await db.Users.Where(u => u.UserName == "gone.person").ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTimeOffset.UtcNow));
        }

        using var browser = Browser(server);
        foreach (var (name, password) in new[] { ("nobody", Password), ("mara.ellis", "wrong password!"), ("gone.person", Password) })
        {
            var refused = await SubmitAsync(browser, "/sign-in", name, password);

            refused.StatusCode.ShouldBe(HttpStatusCode.OK);
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain(PasswordSignIn.Wrong);
        }

        (await browser.GetAsync("/runs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task After_too_many_wrong_passwords_the_account_rests()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await PersonAsync(server, "mara.ellis");
        await using (var db = server.Db())
        {
            await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.UtcNow.AddMinutes(5)));
        }

        using var browser = Browser(server);
        var refused = await SubmitAsync(browser, "/sign-in", "mara.ellis", Password);

        (await refused.Content.ReadAsStringAsync()).ShouldContain("Too many wrong passwords. Try again in 5 min.");
    }

    [Fact]
    public async Task Nobody_is_led_out_of_the_portal()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        await PersonAsync(server, "mara.ellis");
        using var browser = Browser(server);

        var landed = await SubmitAsync(browser, "/sign-in?ReturnUrl=%2F%2Felsewhere.example", "mara.ellis", Password);

        new Uri(server.Url, landed.Headers.Location!).ShouldBe(server.Url);
    }

    private static Task PersonAsync(PortalServer server, string name) => server.Get<PeopleStore>().CreateAsync(
        name, string.Join(' ', name.Split('.').Select(p => char.ToUpperInvariant(p[0]) + p[1..])), Password, Scopes.Everything, Role.Curator, isDemo: false, Actor.Portal, CancellationToken.None);

    private static HttpClient Browser(PortalServer server) => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Url };

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string url, string name, string password)
    {
        var form = await browser.GetStringAsync(url);
        return await browser.PostAsync(url, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = Token().Match(form).Groups["token"].Value,
            ["Input.Name"] = name,
            ["Input.Password"] = password,
            ["Input.Stay"] = "true",
        }));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}
