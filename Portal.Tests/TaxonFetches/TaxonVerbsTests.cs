using Portal.Domain.Accounts;
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

    private static Task<VerbEnd> RunAsync(TaxonWorld world, params string[] words) => world.Server.SayAsync(Role.Curator, words);
}
