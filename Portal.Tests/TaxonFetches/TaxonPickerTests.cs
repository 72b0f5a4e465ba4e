using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonPickerTests(TestDatabase database)
{
    [Fact]
    public async Task The_next_ones_are_those_a_sorted_list_of_all_eligible_would_begin_with()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:Cycles", "1"));
        var random = new Random(562);
        await using var source = NpgsqlDataSource.Create(world.Server.ConnectionString);
        for (var i = 0; i < 300; i++)
        {
            await using var insert = source.CreateCommand("""
                INSERT INTO portal.taxon (tax_id, scientific_name, rank, lineage, status, stage, priority, operator_priority, needs_attention, attentions, generated_warning, repeats, last_checked, checkpoint_time, due, leased, exact,
                    rules_version, runs, passed, collected, added_at, added_by)
                VALUES (@id, 'T', 'species', '', @status, 'Fetch', @priority, @own, @attention, 0, false, 0, @checked, now(), @due, @leased, false, 0, 0, 0, 0, now(), 'test')
                """);
            insert.Parameters.AddWithValue("id", 1_000L + i);
            insert.Parameters.AddWithValue("status", random.Next(6) == 0 ? "Error" : "Complete");
            insert.Parameters.AddWithValue("priority", random.Next(-1, 5));
            insert.Parameters.AddWithValue("own", random.Next(5) == 0 ? random.Next(0, 7) : DBNull.Value);
            insert.Parameters.AddWithValue("attention", random.Next(7) == 0 ? "look" : DBNull.Value);
            insert.Parameters.AddWithValue("checked", random.Next(4) == 0 ? DBNull.Value : DateTime.UtcNow.AddDays(-random.Next(1, 30)));
            insert.Parameters.AddWithValue("due", random.Next(5) > 0);
            insert.Parameters.AddWithValue("leased", random.Next(6) == 0);
            await insert.ExecuteNonQueryAsync();
        }

        await using var db = world.Server.Db();
        var expected = (await db.Set<Taxon>().AsNoTracking().ToListAsync())
            .Where(t => t is { NeedsAttention: null, Due: true, Leased: false } && t.Status != TaxonStatus.Error && (t.OperatorPriority ?? t.Priority) > 0)
            .OrderByDescending(t => t.OperatorPriority ?? t.Priority).ThenBy(t => t.LastChecked is not null).ThenBy(t => t.LastChecked).ThenBy(t => t.TaxId).Select(t => t.TaxId).ToList();
        var picker = world.Server.Get<TaxonPicker>();
        var first = await picker.NextAsync(25, CancellationToken.None);
        var second = await picker.NextAsync(25, CancellationToken.None); // those picked are not picked again

        first.Concat(second).Select(n => n.TaxId).ShouldBe(expected.Take(50));
    }

    [Fact]
    public async Task A_persons_priority_survives_the_stages_and_0_pauses()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:EnaPortalUrl", ""));
        await world.AddAsync("573");
        await world.CycleAsync(573);

        await world.PostAsync("taxa/573/priority", new { priority = 6 }, System.Net.HttpStatusCode.NoContent);
        await world.PostAsync("taxa/573/priority", new { priority = 7 }, System.Net.HttpStatusCode.BadRequest);
        (await world.TaxonAsync(573)).EffectivePriority.ShouldBe(6);
        await world.PostAsync("taxa/573/priority", new { priority = 0 }, System.Net.HttpStatusCode.NoContent);
        (await world.TaxonAsync(573)).EffectivePriority.ShouldBe(0);
        await world.PostAsync("taxa/573/priority", new { priority = (int?)null }, System.Net.HttpStatusCode.NoContent);
        (await world.TaxonAsync(573)).EffectivePriority.ShouldBe(-1); // it stopped: no address of ENA is set
    }

    [Fact]
    public void Pauses_double_while_there_is_nothing_to_do_up_to_the_cap_and_work_resets_them()
    {
        var pause = new IdleBackOff(TimeSpan.FromSeconds(20));

        Enumerable.Range(0, 6).Select(_ => pause.After(worked: false).TotalSeconds).ShouldBe([2, 4, 8, 16, 20, 20]);
        pause.After(worked: true).TotalSeconds.ShouldBe(1);
        pause.After(worked: false).TotalSeconds.ShouldBe(2);
    }
}
