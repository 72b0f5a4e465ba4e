using Microsoft.EntityFrameworkCore;
using Portal.Domain.TaxonFetches;
using Portal.TaxonFetches;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonFiguresTests(TestDatabase database)
{
    [Fact]
    public async Task The_figures_of_the_board_and_each_filter_of_the_list_equal_what_sql_counts()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        await using var db = server.Db();
        await db.Database.ExecuteSqlRawAsync("""
            INSERT INTO portal.taxon (tax_id, scientific_name, rank, lineage, status, stage, priority, needs_attention, attentions, generated_warning, repeats, checkpoint_time, due, leased, exact, rules_version, runs, passed, collected, added_at, added_by)
            SELECT i, 'Taxon ' || i, 'species', '', (ARRAY['New', 'InProgress', 'Ready', 'Complete', 'Error'])[1 + i % 5], 'Update', 1, CASE WHEN i % 7 = 0 THEN 'look' END, 0, false, 0, now(), false, i % 3 = 0, false, 0, i, i / 2, 0, now(), 'test'
            FROM generate_series(10, 109) AS i
            """);

        var figures = await server.Get<TaxonQueries>().FiguresAsync(CancellationToken.None);

        figures.Taxa.ShouldBe(100);
        (figures.Runs, figures.Passed).ShouldBe((Enumerable.Range(10, 100).Sum(), Enumerable.Range(10, 100).Sum(i => i / 2)));
        figures.Attention.ShouldBe(await db.Set<Taxon>().CountAsync(t => t.NeedsAttention != null || t.Status == TaxonStatus.Error));
        foreach (var status in Enum.GetValues<TaxonStatus>())
        {
            var counted = await db.Set<Taxon>().CountAsync(t => t.Status == status);
            figures.ByStatus[status].ShouldBe(counted, $"{status}");
            (await server.Get<TaxonQueries>().CountAsync(new(status, false, null), CancellationToken.None)).ShouldBe(counted, $"{status}");
        }
    }
}
