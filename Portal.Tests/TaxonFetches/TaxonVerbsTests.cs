using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonVerbsTests(TestDatabase database)
{
    [Fact]
    public async Task Add_prints_what_became_of_each_id_with_totals_and_exits_with_1_when_one_was_refused()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        var (dry, told, _) = await RunAsync(world, "taxa", "add", "562", "--dry-run");
        var (good, added, _) = await RunAsync(world, "taxa", "add", "562", "txid1280");
        var (bad, refused, _) = await RunAsync(world, "taxa", "add", "562", "424242", "abc");

        (dry, good, bad).ShouldBe((0, 0, 1));
        told.ShouldContain("562: added: Escherichia coli (562, species). It is new here. 24 runs, 10 pass,");
        added.ShouldContain("2 ids: 2 added.");
        refused.ShouldContain("562: already tracked: Escherichia coli (562, species). It is tracked already.");
        refused.ShouldContain("3 ids: 1 already tracked, 1 unknown, 1 malformed.");
        (await RunAsync(world, "taxa", "list")).Out.ShouldContain("562\tEscherichia coli\t");
        (await RunAsync(world, "taxa", "export")).Out.ShouldStartWith("taxon_id,last_checked,");
    }

    [Fact]
    public async Task A_wrong_call_says_why()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        (await RunAsync(world, "taxa", "add")).Code.ShouldBe(64);
        (await RunAsync(world, "taxa", "add", "--file", "missing.txt")).Code.ShouldBe(64);
        var (code, _, error) = await RunAsync(world, "taxa", "retry", "562");
        (code, error.Trim()).ShouldBe((1, "Taxon 562 is not tracked here."));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(TaxonWorld world, params string[] words)
    {
        var secret = ApiKeys.NewSecret();
        await world.Server.Get<ApiKeys>().CreateAsync("at the command line", secret, Scopes.Everything, Role.Curator, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        await using var said = new StringWriter();
        await using var wrong = new StringWriter();
        var code = await PortalCommandLine.RunAsync(words, _ => throw new InvalidOperationException("This must not start a server."), [],
            new CommandConsole(said, wrong, TextReader.Null, false, name => name switch { "PORTAL_URL" => world.Server.Url.ToString(), "PORTAL_API_KEY" => secret, _ => null }));
        return (code, said.ToString(), wrong.ToString());
    }
}
