using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderListTests(TestDatabase database)
{
    [Fact]
    public async Task Ten_thousand_orders_are_filtered_paged_by_key_and_told_of_when_a_row_appears()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        await tracking.Tables.ShapeAsync(CancellationToken.None);
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>
        {
            ["ImagingOrders:TrackingDatabase"] = tracking.Connection,
            ["ImagingOrders:FollowEvery"] = "00:00:00.05",
        });
        await FillAsync(server.ConnectionString, 10_000);
        using var all = await server.ClientAsync(Role.Viewer);
        using var own = await server.ClientAsync(Role.Viewer, Scopes.OmeroGroup("lab 3"));

        // Page by page, each once, the newest first.
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await JsonAsync(all, $"group=lab%203&user=user1&limit=150{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(o => o.GetProperty("paths")[0].GetString()!));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        seen.Count.ShouldBe(500);
        seen.ShouldBe(seen.Distinct().OrderByDescending(p => p, StringComparer.Ordinal));

        (await CountAsync(all, "format=.CZI&state=queued&q=f-00042")).ShouldBe(1);
        (await CountAsync(all, "container=none&limit=500")).ShouldBe(500);
        (await CountAsync(all, "container=my/converter&limit=500")).ShouldBe(0);
        (await CountAsync(all, "q=100%25")).ShouldBe(0);
        (await CountAsync(own, "limit=500&user=user0")).ShouldBe(500);
        (await CountAsync(own, "group=lab%202")).ShouldBe(0);
        (await all.GetAsync("/api/v1/imaging-orders?colour=red")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await all.GetAsync("/api/v1/imaging-orders?state=sleeping")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await all.GetAsync($"/api/v1/imaging-orders?cursor={Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        // By number as the importer's own monitor pages: a bad page is the first, a bad or too high limit the usual or the highest.
        (await JsonAsync(all, "page=none&limit=101")).ShouldSatisfyAllConditions(
            p => (p.GetProperty("page").GetInt32(), p.GetProperty("limit").GetInt32(), p.GetProperty("total").GetInt32(), p.GetProperty("items").GetArrayLength()).ShouldBe((1, 100, 10_000, 100)));
        (await JsonAsync(all, "page=-3&limit=many")).GetProperty("items").GetArrayLength().ShouldBe(50);
        (await JsonAsync(all, "page=200&limit=50&q=plates")).GetProperty("items")[49].GetProperty("paths")[0].GetString().ShouldBe("plates/f-00001.tif");
        (await JsonAsync(all, "page=201&limit=50")).GetProperty("items").GetArrayLength().ShouldBe(0);

        // By what happened last: within two moments, or outside of them.
        const string ten = "from=2026-11-01T00:00:01Z&until=2026-11-01T00:00:11Z";
        ((await CountAsync(all, ten)), (await JsonAsync(all, $"page=1&{ten}&dates=exclude")).GetProperty("total").GetInt32()).ShouldBe((10, 9_990));
        foreach (var wrong in new[] { "from=2026-11-01T00:00:01Z", "from=2026-11-01T00:00:01&until=2026-11-01T00:00:11Z" })
        {
            (await all.GetAsync($"/api/v1/imaging-orders?{wrong}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        // A row somebody else writes is told to every page that watches, and then there.
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = server.Get<RunFeed>().Subscribe(OrderNews.Topic, s => { if (s.IsTopic) { told.TrySetResult(); } });
        using var runs = server.Get<RunFeed>().Subscribe(null, s => s.IsTopic.ShouldBeFalse());
        var uuid = $"{Guid.NewGuid()}";
        await tracking.AppendAsync(uuid, ImportStages.Pending);
        await told.Task.WaitAsync(TimeSpan.FromMinutes(1));
        (await CountAsync(all, $"q={uuid}")).ShouldBe(1);
        (await CountAsync(all, "q=PORT%20pend")).ShouldBe(1);
        var order = await all.GetFromJsonAsync<JsonElement>($"/api/v1/imaging-orders/{uuid}");
        (order.GetProperty("foreign").GetBoolean(), order.GetProperty("stage").GetString(), order.GetProperty("lines").GetArrayLength()).ShouldBe((true, ImportStages.Pending, 1));
        (await own.GetAsync($"/api/v1/imaging-orders/{uuid}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("group_name = 'lab 3'", "ix_imaging_order_group_name_created_at_id")]
    [InlineData("state = 'Failed'", "ix_imaging_order_state_created_at_id")]
    [InlineData("user_name = 'nobody'", "ix_imaging_order_user_name_created_at_id")]
    [InlineData("container = 'my/converter'", "ix_imaging_order_container_created_at_id")]
    [InlineData("format = '.lif'", "ix_imaging_order_format_created_at_id")]
    [InlineData("created_at < '2020-01-01'", "ix_imaging_order_created_at_id")]
    [InlineData("search_text LIKE '%f-00042%'", "ix_imaging_order_search_text")]
    public async Task Every_filter_has_an_index_to_go_by(string where, string index)
    {
        var address = await database.CreateAsync();
        await FillAsync(address, 2_000);
        await using var source = NpgsqlDataSource.Create(address);
        await using var connection = await source.OpenConnectionAsync();
        await using (var prefer = new NpgsqlCommand("SET enable_seqscan = off", connection))
        {
            await prefer.ExecuteNonQueryAsync();
        }

        await using var explain = new NpgsqlCommand($"EXPLAIN SELECT id FROM portal.imaging_order WHERE {where} {(index.EndsWith("_id", StringComparison.Ordinal) ? "ORDER BY created_at DESC, id DESC LIMIT 100" : null)}", connection);
        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        string.Join('\n', plan).ShouldContain(index);
    }

    private static async Task FillAsync(string connection, int orders)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var fill = source.CreateCommand($"""
            INSERT INTO portal.imaging_order (id, group_name, user_name, destination_type, destination_id, paths, parameters, state, priority, created_by_id, created_by, created_at, is_foreign, oddities)
            SELECT gen_random_uuid(), 'lab ' || (i / 2) % 10, 'user' || i % 2, 'Dataset', 7, jsonb_build_array('plates/f-' || lpad(i::text, 5, '0') || CASE WHEN i % 2 = 0 THEN '.czi' ELSE '.tif' END), '[]', 'Queued', 0, 'portal', 'Somebody',
                '2026-11-01'::timestamptz + i * interval '1 second', false, 0 FROM generate_series(1, {orders}) AS i; ANALYZE portal.imaging_order
            """);
        await fill.ExecuteNonQueryAsync();
    }

    private static async Task<int> CountAsync(HttpClient client, string query) => (await JsonAsync(client, query)).GetProperty("items").GetArrayLength();

    private static Task<JsonElement> JsonAsync(HttpClient client, string query) => client.GetFromJsonAsync<JsonElement>($"/api/v1/imaging-orders?{query}");
}
