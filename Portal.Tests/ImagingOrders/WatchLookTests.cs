using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>What a look does when something happens beside it.</summary>
public sealed class WatchLookTests(TestDatabase database)
{
    private static readonly WatchWish AtOnce = new(OrderWorld.Group, "incoming", "alice", "Dataset", 151, TimeSpan.Zero);

    [Fact]
    public async Task A_watch_stops_with_a_sentence_when_who_made_it_lost_the_group_and_goes_on_when_they_have_it_back()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var key = new ApiKey { Id = Guid.NewGuid(), Name = "Microscope 3", Hash = "hash", CreatedAt = world.Clock.GetUtcNow() };
        Membership Curator() => Membership.OfKey(key.Id, new(Scopes.OmeroGroup(OrderWorld.Group), Role.Curator), world.Clock.GetUtcNow());
        await SaveAsync(world, db => db.AddRange(key, Curator()));
        world.Write("incoming/old.tif");
        var watch = await world.Watches.CreateAsync(AtOnce, Actor.Key(key.Id, key.Name, address: null), CancellationToken.None);
        (await LookAsync(world, watch)).ShouldBe(0);
        world.Write("incoming/new.tif");

        await SaveAsync(world, db => db.RemoveRange(db.Memberships));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var stopped = (await world.Look.RunAsync(watch.Id, CancellationToken.None))!;

        const string sentence = "Microscope 3, who had this folder watched, is no curator of Demuth lab any more, so nothing is ordered. Give the role back and resume it, or delete it and let a curator watch the folder anew.";
        (stopped.Orders, stopped.Problem).ShouldBe((0, sentence));
        (await world.Look.RunAsync(watch.Id, CancellationToken.None)).ShouldBeNull();
        (await world.OrdersAsync()).ShouldBeEmpty();
        await using (var db = world.Contexts.CreateDbContext())
        {
            (await db.Set<WatchedFolder>().SingleAsync()).PausedBecause.ShouldBe(sentence);
            (await db.AuditEntries.SingleAsync(a => a.Action == "imaging-watch.stop")).Why.ShouldBe(sentence);
        }

        await SaveAsync(world, db => db.Add(Curator()));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Watches.ResumeAsync(watch.Id, null, Actor.Portal, CancellationToken.None);
        (await LookAsync(world, watch)).ShouldBe(1);
    }

    [Fact]
    public async Task A_look_that_is_cut_off_between_noticing_and_ordering_orders_nothing_and_the_next_orders_once()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        Directory.CreateDirectory(world.At("incoming"));
        var watch = await world.Watches.CreateAsync(AtOnce, Actor.Portal, CancellationToken.None);
        await LookAsync(world, watch);
        world.Write("incoming/a.tif");
        world.Write("incoming/b.tif");

        // Nobody can write an order while the table is locked: the look stands before it with everything noticed, and there its session is killed.
        await using (var source = NpgsqlDataSource.Create(world.Connection))
        await using (var locking = await source.OpenConnectionAsync())
        {
            await using var transaction = await locking.BeginTransactionAsync();
            await RunAsync(locking, "LOCK TABLE portal.imaging_order IN EXCLUSIVE MODE");
            var look = world.Look.RunAsync(watch.Id, CancellationToken.None);
            await Eventually.IsAsync(async () =>
            {
                await using var killing = await source.OpenConnectionAsync();
                return await RunAsync(killing, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {locking.ProcessID} = ANY(pg_blocking_pids(pid))") > 0;
            }, "the look to stand before the table");
            await Should.ThrowAsync<Exception>(look);
        }

        ((await world.OrdersAsync()).Count, (await PathsAsync(world, watch)).Count).ShouldBe((0, 0));
        (await LookAsync(world, watch)).ShouldBe(1);
        (await LookAsync(world, watch)).ShouldBe(0);
        (await world.OrdersAsync()).Single().Paths.ShouldBe(["incoming/a.tif", "incoming/b.tif"], ignoreOrder: true);
        (await PathsAsync(world, watch)).ShouldBe(["incoming/a.tif Ordered", "incoming/b.tif Ordered"]);
    }

    private static async Task SaveAsync(OrderWorld world, Action<PortalDbContext> change)
    {
        await using var db = world.Contexts.CreateDbContext();
        change(db);
        await db.SaveChangesAsync();
    }

    private static async Task<long> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }

    private static async Task<int> LookAsync(OrderWorld world, WatchedFolder watch) => (await world.Look.RunAsync(watch.Id, CancellationToken.None))!.Orders;

    private static async Task<IReadOnlyList<string>> PathsAsync(OrderWorld world, WatchedFolder watch)
    {
        await using var db = world.Contexts.CreateDbContext();
        return [.. (await db.Set<WatchedPath>().Where(p => p.WatchId == watch.Id).ToListAsync()).OrderBy(p => p.Path, StringComparer.Ordinal).Select(p => $"{p.Path} {p.State}")];
    }
}
