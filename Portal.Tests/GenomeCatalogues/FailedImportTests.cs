using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>Wherever an import fails, what was there before is there as it was; and once the cause has gone, a retry goes on to the end.</summary>
public sealed class FailedImportTests(TestDatabase database)
{
    [Theory]
    [InlineData("scan-genome-directories", "catalogue_problem", "true")]
    [InlineData("process-genomes", "genome_snapshot", "true")]
    [InlineData("upload-genome-annotations", "genome_annotations", "true")]
    [InlineData("upload-genome-files", "genome_files", "true")]
    [InlineData("upload-catalogue-files", "run_checkpoint", "NEW.key = 'catalogue-files'")]
    [InlineData("validate-import", "genome", "true")]
    [InlineData("validate-import", "catalogue_release", "true")]
    [InlineData("validate-import", "audit_entry", "NEW.action = 'genome-catalogue.import'")]
    public async Task What_cannot_be_written_fails_its_step_and_changes_nothing(string step, string table, string when)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/1.0")));
        var before = await VisibleAsync(world);
        await ExecuteAsync(world, $"""
            CREATE FUNCTION portal.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END';
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON portal.{table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION portal.refuse()
            """);

        var failed = await world.ImportAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4, Edition: 2), "gut/again")));

        failed.State.ShouldBe(RunState.Failed);
        (await world.Server.StepsAsync(failed.Id)).Single(s => s.State == StepState.Failed).Name.ShouldBe(step);
        (await VisibleAsync(world)).ShouldBe(before);

        await ExecuteAsync(world, $"DROP TRIGGER refuse ON portal.{table}");
        await world.Server.Get<RunVerbs>().RetryAsync(failed.Id, null, null, Actor.Portal, CancellationToken.None);
        (await world.Server.UntilFinalAsync(failed.Id)).State.ShouldBe(RunState.Succeeded);
        (await VisibleAsync(world)).ShouldNotBe(before);
    }

    private static async Task ExecuteAsync(CatalogueWorld world, string sql)
    {
        await using var command = world.Server.Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    // Everything the portal serves of the release, and its rows.
    private static async Task<string> VisibleAsync(CatalogueWorld world)
    {
        await using var db = world.Server.Db();
        var rows = await db.Database.SqlQueryRaw<string>("""
            SELECT concat_ws(' ', g::text, s::text, a::text, f::text) AS "Value" FROM portal.catalogue_release r JOIN portal.genome_snapshot s USING (generation)
            JOIN portal.genome g USING (accession) JOIN portal.genome_annotations a USING (generation, accession) JOIN portal.genome_files f USING (generation, accession) ORDER BY accession
            """).ToListAsync();
        var served = await Task.WhenAll(new[] { "genome-catalogues", "genome-catalogues/human-gut-v1-0/genomes", "genome-catalogues/human-gut-v1-0/files/phylo_tree.json", "genomes/MGYG000000003/annotations" }
            .Select(path => world.Client.GetStringAsync($"/api/v1/{path}")));
        return string.Join('\n', rows.Concat(served));
    }
}
