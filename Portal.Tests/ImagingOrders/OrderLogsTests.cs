using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderLogsTests(TestDatabase database)
{
    private const string Uuid = "0b9f4a2e-6f0f-4c56-9a4e-2f4b61c9d001";

    [Fact]
    public async Task The_end_of_each_log_of_the_order_is_read_under_every_name_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.Path, name), text);
        Write($"cli.{Uuid}.errs", "started\n\u001b[31momero import -k 1234-secret -s host\nlast line\n");
        Write($"cli.{Uuid}_2_attempt3.logs", new string('x', 100_000) + "\nthe end\n");
        Write($"cli.{Uuid}.errs.bak", "not ours");
        Write($"cli.{Guid.NewGuid()}.errs", "of another");
        Write("app.logs", $"1 nothing\n2 about {Uuid}\n3 nothing\n4 {Uuid} again\n");
        File.CreateSymbolicLink(Path.Combine(folder.Path, $"cli.{Uuid}_9.errs"), Path.Combine(folder.Path, "app.logs"));
        var logs = await ReadAsync(folder.Path, Uuid);

        logs.Because.ShouldBeNull();
        logs.Logs.Select(l => l.Name).ShouldBe([$"cli.{Uuid}.errs", $"cli.{Uuid}_2_attempt3.logs", $"cli.{Uuid}_9.errs", "app.logs, lines of this order"]);
        logs.Logs[0].Text.ShouldBe("started\n[31momero import -k … -s host\nlast line");
        (logs.Logs[1].Text, logs.Logs[1].Cut).ShouldBe(("the end", true));
        logs.Logs[^1].Text.ShouldBe($"2 about {Uuid}\n4 {Uuid} again");
    }

    [Fact]
    public async Task Where_there_is_no_log_it_says_why_and_a_link_that_leads_out_is_not_read()
    {
        using var folder = new TemporaryFolder();

        (await ReadAsync(null, Uuid)).Because.ShouldNotBeNull().ShouldContain("ImagingOrders:LogFolder");
        (await ReadAsync(Path.Combine(folder.Path, "gone"), Uuid)).Because.ShouldNotBeNull().ShouldContain("is not there");
        (await ReadAsync(folder.Path, Uuid)).Because.ShouldNotBeNull().ShouldContain("no log of this order");
        (await ReadAsync(folder.Path, "../../etc/passwd")).Because.ShouldNotBeNull().ShouldContain("is no uuid");
        File.CreateSymbolicLink(Path.Combine(folder.Path, $"cli.{Uuid}.errs"), "/etc/passwd");
        var outside = await ReadAsync(folder.Path, Uuid);
        (outside.Logs.Count, outside.Because is not null).ShouldBe((0, true));
    }

    [Fact]
    public async Task Only_who_orders_for_the_group_reads_logs()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var logs = server.Get<OrderLogs>();

        await Should.ThrowAsync<NotAllowedException>(async () => await logs.OfAsync(Uuid, "lab", await server.ActorAsync(Role.Viewer, Scopes.OmeroGroup("lab")), CancellationToken.None));
        await Should.ThrowAsync<NotFoundException>(async () => await logs.OfAsync(Uuid, "lab", await server.ActorAsync(Role.Curator, Scopes.OmeroGroup("other")), CancellationToken.None));
        (await logs.OfAsync(Uuid, "lab", await server.ActorAsync(Role.Curator, Scopes.OmeroGroup("lab")), CancellationToken.None)).Because.ShouldNotBeNull();
    }

    private async Task<OrderLogSet> ReadAsync(string? folder, string uuid)
    {
        await using var source = NpgsqlDataSource.Create(await database.CreateAsync());
        return await new OrderLogs(Options.Create(new ImagingOrderOptions { LogFolder = folder }), new Permissions(new Contexts(source), TimeProvider.System)).OfAsync(uuid, "lab", Actor.Portal, CancellationToken.None);
    }
}
