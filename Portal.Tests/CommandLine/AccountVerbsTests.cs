using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.CommandLine;

/// <summary>The verbs that work on this machine's installation, on a real database.</summary>
public sealed class AccountVerbsTests(TestDatabase database)
{
    [Theory]
    [InlineData("short", "at least 12 characters")]
    [InlineData("aaaaaaaaaaaaaaaa", "different characters")]
    [InlineData("a password of mara.ellis", "contains the sign-in name")]
    public async Task A_weak_password_makes_nobody_and_is_told_in_words(string password, string told)
    {
        var connection = await database.CreateAsync();

        var (code, _, error) = await RunAsync(connection, password, "admin", "create", "mara.ellis");

        code.ShouldBe(ExitCode.Problems);
        error.ShouldContain(told);
        (await RunAsync(connection, Browser.Password, "admin", "create", "mara.ellis")).Code.ShouldBe(ExitCode.Done, "nothing of the first try is left");
    }

    [Fact]
    public async Task The_first_administrator_comes_from_standard_input_and_signs_in()
    {
        var connection = await database.CreateAsync();

        var (code, told, _) = await RunAsync(connection, Browser.Password, "admin", "create", "ada", "--display-name", "Ada Brandt");

        (code, told.Trim()).ShouldBe((ExitCode.Done, "Added ada, Admin in the whole portal. They sign in with this name and the password you gave."));
        told.ShouldNotContain(Browser.Password);
        await using var server = await PortalServer.StartAsync(connection);
        using var browser = new Browser(server);
        (await browser.SignInAsync("ada")).Location.ShouldBe("/");
        (await browser.GetAsync("/administration/people")).Text.ShouldContain("Ada Brandt");
        var again = await RunAsync(connection, Browser.Password, "admin", "create", "ada");
        (again.Code, again.Error.Contains("already taken")).ShouldBe((ExitCode.Problems, true));
    }

    [Fact]
    public async Task A_key_is_made_listed_without_its_secret_and_revoked_with_a_reason()
    {
        var connection = await database.CreateAsync();
        await using var server = await PortalServer.StartAsync(connection);

        var secret = (await RunAsync(connection, "", "keys", "create", "nightly", "--role", "Curator", "--scope", "study:SD_1", "--scope", "study:SD_2", "--days", "30")).Out.Trim();

        (await server.Get<ApiKeys>().RecogniseAsync(secret, CancellationToken.None)).ShouldNotBeNull();
        var list = (await RunAsync(connection, "", "keys", "list")).Out;
        list.ShouldContain("nightly: Curator in study:SD_1, Curator in study:SD_2");
        list.ShouldNotContain(secret);
        var id = list.Split('\n').Single(l => l.Contains("nightly")).Split(' ')[0];
        (await RunAsync(connection, "", "keys", "revoke", id)).Code.ShouldBe(ExitCode.Usage, "without a reason");
        (await RunAsync(connection, "", "keys", "revoke", id, "--why", "not needed")).Code.ShouldBe(ExitCode.Done);
        (await server.Get<ApiKeys>().RecogniseAsync(secret, CancellationToken.None)).ShouldBeNull();
        (await RunAsync(connection, "", "keys", "revoke", $"{Guid.NewGuid()}", "--why", "x")).Code.ShouldBe(ExitCode.Problems);
        (await RunAsync(connection, "", "keys", "create", "odd", "--scope", "everything")).Error.ShouldContain("“everything” is no scope");
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string connection, string input, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var console = CommandConsole.System with { In = new StringReader(input), Out = output, Error = error };
        var code = await PortalCommandLine.RunAsync([.. args, "--ConnectionStrings:Portal", connection], _ => Task.FromResult(-1), PortalCommandLine.LocalVerbs(console), console);
        return (code, output.ToString(), error.ToString());
    }
}
