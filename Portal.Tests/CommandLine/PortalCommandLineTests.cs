using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portal.CommandLine;
using Shouldly;
using Xunit;

namespace Portal.Tests.CommandLine;

public sealed class PortalCommandLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("serve", "")]
    [InlineData("serve --demo --data /x", "--demo --data /x")]
    [InlineData("--urls http://127.0.0.1:0", "--urls http://127.0.0.1:0")]
    [InlineData("--environment=Development", "--environment=Development")]
    public async Task Without_a_verb_or_with_serve_it_serves_with_the_other_options_untouched(string given, string passedOn)
    {
        string[]? seen = null;

        var code = await PortalCommandLine.RunAsync(Words(given), args => Task.FromResult((seen = args).Length + 40));

        seen.ShouldBe(Words(passedOn));
        code.ShouldBe(seen!.Length + 40);
    }

    [Theory]
    [InlineData("runz")]
    [InlineData("runs")]
    [InlineData("runs watch")]
    [InlineData("runs list --state Broken")]
    [InlineData("runs cancel 1")]
    [InlineData("runs retry")]
    [InlineData("runs retry 1 --all")]
    [InlineData("runs retry 1 --state Failed")]
    [InlineData("runs cancel --all")]
    [InlineData("runs answer R-1 sample")]
    [InlineData("runs start")]
    [InlineData("gwo check m.tsv")]
    [InlineData("gwo apply m.tsv --study SD_1 --policy some")]
    [InlineData("runs list --api-key secret")]
    public async Task A_wrong_call_exits_with_64_and_says_why(string given)
    {
        await using var portal = await FakePortal.StartAsync(_ => { });

        (await portal.RunAsync(Words(given))).ShouldBe(64);

        portal.Error.ShouldNotBeEmpty();
        portal.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve --help")]
    [InlineData("gwo apply --help")]
    public async Task Help_exits_with_0(string given)
    {
        await using var portal = await FakePortal.StartAsync(_ => { });

        (await portal.RunAsync(Words(given))).ShouldBe(0);

        portal.Out.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_portal_that_cannot_be_reached_exits_with_69()
    {
        var portal = await FakePortal.StartAsync(_ => { });
        await portal.DisposeAsync();

        (await portal.RunAsync("runs", "list")).ShouldBe(69);

        portal.Error.ShouldContain(portal.Url);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_portals_exits_with_69()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapGet("/api/v1/runs", () => "<html>Welcome</html>"));

        (await portal.RunAsync("runs", "list")).ShouldBe(69);

        portal.Error.ShouldContain("Is PORTAL_URL right?");
    }

    [Fact]
    public async Task No_key_a_wrong_key_and_a_forbidden_deed_exit_with_77()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapGet("/api/v1/runs", () => Results.Problem(
            title: "This needs the role Operator.", statusCode: StatusCodes.Status403Forbidden)));

        (await portal.RunAsync("runs", "list")).ShouldBe(77);
        portal.Error.ShouldContain("This needs the role Operator.");

        portal.Variables["PORTAL_API_KEY"] = "wrong";
        (await portal.RunAsync("runs", "list")).ShouldBe(77);
        portal.Error.ShouldContain("does not accept this API key");

        portal.Variables.Remove("PORTAL_API_KEY");
        (await portal.RunAsync("runs", "list")).ShouldBe(77);
        portal.Error.ShouldContain("--key-file");
    }

    [Fact]
    public async Task A_key_may_come_from_a_file()
    {
        await using var portal = await FakePortal.StartAsync(app => app.MapGet("/api/v1/runs", () => new { items = Array.Empty<object>() }));
        portal.Variables.Remove("PORTAL_API_KEY");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, FakePortal.Key + "\n");

        (await portal.RunAsync("runs", "list", "--key-file", file)).ShouldBe(0);

        File.Delete(file);
        (await portal.RunAsync("runs", "list", "--key-file", file)).ShouldBe(64);
    }

    [Fact]
    public async Task A_malformed_address_exits_with_64()
    {
        await using var portal = await FakePortal.StartAsync(_ => { });
        portal.Variables["PORTAL_URL"] = "portal.example";

        (await portal.RunAsync("runs", "list")).ShouldBe(64);

        portal.Error.ShouldContain("PORTAL_URL is not an address");
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
