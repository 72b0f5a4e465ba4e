using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Schedules;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Sandbox.DigitalOcean;
using Portal.Sandbox.Faults;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Workers that are droplets, on paper: what is asked of DigitalOcean and of ssh, in which order, and what never is.</summary>
public sealed class DropletTests(TestDatabase database)
{
    [Fact]
    public async Task Everything_is_transferred_verified_and_recorded_before_anything_is_removed_and_only_then_the_droplet_goes()
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        var (cycle, order) = await cloud.StartedAsync(573);

        await WorkerCalls.SayReadyAsync(world, order);
        var run = await world.Server.UntilFinalAsync(cycle);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        cloud.Calls.ShouldBe(["rsync 0 after 0", "rsync 0 after 1", "rsync 0 after 2", "rsync 0 after 3", "rsync 0 after 4", $"rm {order.Files.Count} after 5, 0 destroyed"]);
        cloud.Requests("DELETE").ShouldBe(1);
        world.Sandbox.DigitalOcean.Droplets.ShouldBeEmpty();
        var worker = await cloud.WorkerAsync();
        (worker.State, worker.Address, worker.HostKey, worker.SecretHash.Length).ShouldBe((WorkerState.Destroyed, null, null, 0));
        Directory.EnumerateFiles(cloud.Collected, "*", SearchOption.AllDirectories).Count().ShouldBe(order.Files.Count);
        Directory.EnumerateFileSystemEntries(Path.Combine(cloud.Collected, ".arriving")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(23, 1, "some files did not come (exit code 23")]
    [InlineData(12, 2, "the connection broke off (exit code 12")]
    [InlineData(30, 2, "nothing came for too long (exit code 30")]
    [InlineData(255, 2, "ssh could not connect (exit code 255")]
    public async Task A_transfer_that_fails_keeps_droplet_address_and_files_and_asks_for_a_person(int code, int times, string why)
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        var (cycle, order) = await cloud.StartedAsync(573);
        for (var i = 0; i < times; i++)
        {
            cloud.RsyncEnds.Enqueue(code);
        }

        await WorkerCalls.SayReadyAsync(world, order);
        await world.Server.UntilAsync(cycle, r => r.WaitingKey?.StartsWith("taxon:573:attention") == true);

        (await world.TaxonAsync(573)).NeedsAttention!.ShouldContain(why);
        cloud.Calls.ShouldBe(Enumerable.Repeat($"rsync {code} after 0", times));
        cloud.Requests("DELETE").ShouldBe(0);
        var worker = await cloud.WorkerAsync();
        (worker.State, worker.Address).ShouldBe((WorkerState.Ready, world.Sandbox.DigitalOcean.Droplets.ShouldHaveSingleItem().Address));
        await world.PostAsync("taxa/573/clear-attention", new { }, HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_droplet_is_made_once_though_nobody_heard_the_answer_and_its_worker_is_still_believed()
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.CommitThenError, Service = "digitalocean", Method = "POST", Times = 1 });

        var (cycle, order) = await cloud.StartedAsync(573);

        cloud.Requests("POST").ShouldBe(1);
        await WorkerCalls.SayReadyAsync(world, order); // with the secret of the start nobody heard of
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        (await cloud.WorkerAsync()).Starts.ShouldBe(1);
    }

    [Fact]
    public async Task A_droplet_carries_name_and_tags_by_which_it_is_found_and_no_token()
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        await cloud.StartedAsync(573);

        var (worker, droplet) = (await cloud.WorkerAsync(), world.Sandbox.DigitalOcean.Droplets.ShouldHaveSingleItem());

        droplet.Order.Name.ShouldBe(worker.Name);
        droplet.Order.Tags.ShouldBe(["portal", "taxon:573", $"worker:{worker.Id}"]);
        (worker.Handle, worker.Address, worker.HostKey!.Contains("ssh-ed25519")).ShouldBe(($"{droplet.Id}", droplet.Address, true));
        droplet.Order.UserData.ShouldNotContain(DigitalOceanState.Token);
    }

    [Fact]
    public async Task A_worker_fetches_its_whole_order_with_its_own_secret_when_it_does_not_fit()
    {
        using var cloud = await PaperCloud.StartAsync(database, null, ("TaxonFetches:DropletSetup", "# " + new string('x', 64_200)));
        await using var world = cloud.World;
        var (_, order) = await cloud.StartedAsync(573);
        order.Files.ShouldBeEmpty();

        using var http = world.Server.Anonymous();
        var whole = await order.WholeAsync(http, CancellationToken.None);

        whole.Files.Count.ShouldBeGreaterThan(4);
        (whole.WorkerId, whole.Secret, whole.Callback, whole.Folder).ShouldBe((order.WorkerId, order.Secret, order.Callback, "portal-worker"));
        (await WorkerCalls.AskForOrderAsync(world, order.WorkerId, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await WorkerCalls.AskForOrderAsync(world, order.WorkerId, "pw_guess")).ShouldBe(HttpStatusCode.Unauthorized);
        (await WorkerCalls.AskForOrderAsync(world, Guid.NewGuid(), order.Secret)).ShouldBe(HttpStatusCode.Forbidden);
    }
}
