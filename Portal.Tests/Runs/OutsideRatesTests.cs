using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class OutsideRatesTests(TestDatabase database)
{
    [Fact]
    public async Task Two_nodes_share_one_rate_and_each_caller_waits_for_its_own_share()
    {
        var clock = new FakeClock();
        var settings = new Dictionary<string, string?> { ["Rates:ena:PerSecond"] = "10", ["Rates:ena:Burst"] = "2" };
        var connection = await database.CreateAsync();
        await using var one = await PortalServer.StartAsync(connection, settings, role: "web");
        await using var two = await PortalServer.StartAsync(connection, settings, role: "web");
        OutsideRates Rates(PortalServer server) => new(server.Get<Npgsql.NpgsqlDataSource>(), server.Get<Microsoft.Extensions.Configuration.IConfiguration>(), clock);

        await Rates(one).TakeAsync("ena", CancellationToken.None);
        await Rates(two).TakeAsync("ena", CancellationToken.None);
        var third = Rates(one).TakeAsync("ena", CancellationToken.None);
        await clock.TimersAsync(1);
        var fourth = Rates(two).TakeAsync("ena", CancellationToken.None);
        await clock.TimersAsync(2);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await third;
        fourth.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await fourth;
    }

    [Fact]
    public async Task A_system_without_a_configured_rate_is_not_held_up()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");

        await server.Get<OutsideRates>().TakeAsync("data-service", CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_pause_one_node_was_asked_for_holds_the_others()
    {
        var clock = new FakeClock();
        var settings = new Dictionary<string, string?> { ["Rates:digitalocean:PerSecond"] = "10", ["Rates:digitalocean:Burst"] = "5" };
        var connection = await database.CreateAsync();
        await using var one = await PortalServer.StartAsync(connection, settings, role: "web");
        await using var two = await PortalServer.StartAsync(connection, settings, role: "web");
        OutsideRates Rates(PortalServer server) => new(server.Get<Npgsql.NpgsqlDataSource>(), server.Get<Microsoft.Extensions.Configuration.IConfiguration>(), clock);
        await Rates(one).TakeAsync("digitalocean", CancellationToken.None);

        await Rates(one).HoldAsync("digitalocean", TimeSpan.FromSeconds(29), CancellationToken.None);
        var next = Rates(two).TakeAsync("digitalocean", CancellationToken.None);
        await clock.TimersAsync(1);
        clock.Advance(TimeSpan.FromSeconds(29));
        next.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await next;
    }
}
