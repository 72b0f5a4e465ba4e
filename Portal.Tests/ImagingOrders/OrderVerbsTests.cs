using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderVerbsTests(TestDatabase database)
{
    [Fact]
    public async Task Orders_are_made_listed_watched_and_retried_at_the_command_line()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await using var server = await PortalServer.StartAsync(world.Connection, world.Settings());

        var (made, told, _) = await RunAsync(server, "orders", "create", "a.tif", "s.lif", "--group", OrderWorld.Group, "--user", "alice", "--dataset", "151", "--hold");
        (made, told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length).ShouldBe((0, 2));
        var order = (await world.OrdersAsync()).Single(o => o.Conversion is null);
        told.ShouldContain($"{order.Id}\tHeld\t{OrderWorld.Group}\talice\tDataset 151\ta.tif");
        var wrong = await RunAsync(server, "orders", "create", "gone.tif", "--group", OrderWorld.Group, "--user", "alice", "--dataset", "151");
        (wrong.Code, wrong.Error).ShouldBe((1, $"There is no “gone.tif” in the group’s folder. Check the spelling, or browse to it.{Environment.NewLine}"));

        (await RunAsync(server, "orders", "list", "state=held", "q=a.tif")).Out.Trim().ShouldBe($"{order.Id}\tHeld\t{OrderWorld.Group}\talice\tDataset 151\ta.tif");
        await world.Desk.WithdrawAsync(order.Id, null, Actor.Portal, CancellationToken.None);
        (await RunAsync(server, "orders", "watch", $"{order.Id}")).ShouldBe((1, $"Withdrawn{Environment.NewLine}", ""));
        var (done, retried, _) = await RunAsync(server, "orders", "retry", "state=withdrawn", "--why", "It is needed.");
        (done, retried.Trim().EndsWith("1 of 1 retried.", StringComparison.Ordinal)).ShouldBe((0, true));
        (await RunAsync(server, "orders", "retry", $"{order.Id}")).Code.ShouldBe(1);
        var attempts = await server.Get<OrderQueries>().AttemptsAsync(order.Id, CancellationToken.None);
        attempts.Select(a => (a.Is, a.Files)).ShouldBe([(OrderState.Withdrawn, 1), (OrderState.Queued, 1)]);
        (await RunAsync(server, "orders", "list", "held")).Code.ShouldBe(64);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(PortalServer server, params string[] words)
    {
        var secret = ApiKeys.NewSecret();
        await server.Get<ApiKeys>().CreateAsync("at the command line", secret, Scopes.Everything, Role.Curator, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        await using var said = new StringWriter();
        await using var wrong = new StringWriter();
        var code = await PortalCommandLine.RunAsync(words, _ => throw new InvalidOperationException("This must not start a server."), [],
            new CommandConsole(said, wrong, TextReader.Null, false, name => name switch { "PORTAL_URL" => server.Url.ToString(), "PORTAL_API_KEY" => secret, _ => null }));
        return (code, said.ToString(), wrong.ToString());
    }
}
