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
        var (cycle, order) = await StartedAsync(cloud, 573);

        await SayAsync(world, order, "ready");
        var run = await world.Server.UntilFinalAsync(cycle);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        cloud.Calls.ShouldBe(["rsync 0 after 0", "rsync 0 after 1", "rsync 0 after 2", "rsync 0 after 3", "rsync 0 after 4", $"rm {order.Files.Count} after 5, 0 destroyed"]);
        cloud.Requests("DELETE").ShouldBe(1);
        world.Sandbox.DigitalOcean.Droplets.ShouldBeEmpty();
        var worker = await WorkerAsync(world);
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
        var (cycle, order) = await StartedAsync(cloud, 573);
        for (var i = 0; i < times; i++)
        {
            cloud.RsyncEnds.Enqueue(code);
        }

        await SayAsync(world, order, "ready");
        await world.Server.UntilAsync(cycle, r => r.WaitingKey?.StartsWith("taxon:573:attention") == true);

        (await world.TaxonAsync(573)).NeedsAttention!.ShouldContain(why);
        cloud.Calls.ShouldBe(Enumerable.Repeat($"rsync {code} after 0", times));
        cloud.Requests("DELETE").ShouldBe(0);
        var worker = await WorkerAsync(world);
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

        var (cycle, order) = await StartedAsync(cloud, 573);

        cloud.Requests("POST").ShouldBe(1);
        await SayAsync(world, order, "ready"); // with the secret of the start nobody heard of
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        (await WorkerAsync(world)).Starts.ShouldBe(1);
    }

    [Fact]
    public async Task A_droplet_carries_name_and_tags_by_which_it_is_found_and_no_token()
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        await StartedAsync(cloud, 573);

        var (worker, droplet) = (await WorkerAsync(world), world.Sandbox.DigitalOcean.Droplets.ShouldHaveSingleItem());

        droplet.Order.Name.ShouldBe(worker.Name);
        droplet.Order.Tags.ShouldBe(["portal", "taxon:573", $"worker:{worker.Id}"]);
        (worker.Handle, worker.Address, worker.HostKey!.Contains("ssh-ed25519")).ShouldBe(($"{droplet.Id}", droplet.Address, true));
        droplet.Order.UserData.ShouldNotContain(DigitalOceanState.Token);
    }

    [Fact]
    public async Task Without_room_at_DigitalOcean_the_taxon_waits_at_its_stage_and_nobody_is_asked()
    {
        using var cloud = await PaperCloud.StartAsync(database);
        await using var world = cloud.World;
        world.Sandbox.DigitalOcean.DropletLimit = 0;
        await world.AddAsync("573");
        var cycle = await world.CycleOfAsync(573);

        var waiting = await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r is { State: RunState.Waiting, CurrentStep: "start-workers" });

        waiting.WaitingFor.ShouldBe("room on DigitalOcean, which says “creating this/these droplet(s) will exceed your droplet limit”");
        var taxon = await world.TaxonAsync(573);
        (taxon.Stage, taxon.NeedsAttention, taxon.Attentions).ShouldBe((TaxonStage.Workers, null, 0));
        world.Sandbox.DigitalOcean.DropletLimit = 1;
        await world.Server.UntilAsync(cycle, r => r is { State: RunState.Waiting, CurrentStep: "collect-files" });
        world.Sandbox.DigitalOcean.Droplets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_refused_stops_the_taxon_and_names_the_key()
    {
        using var cloud = await PaperCloud.StartAsync(database, null, ("TaxonFetches:DigitalOceanToken", "dop_v1_wrong"));
        await using var world = cloud.World;

        var run = await world.TrackedAsync(573);

        run.State.ShouldBe(RunState.Failed);
        run.Failure!.ShouldContain("(401): Unable to authenticate you. Set TaxonFetches:DigitalOceanToken to a token that may create, read and delete droplets.");
        (run.Failure + run.FailureDetail).ShouldNotContain("dop_v1_wrong");
    }

    [Fact]
    public async Task A_droplet_without_a_public_address_is_destroyed_in_the_end_and_a_person_asked()
    {
        using var cloud = await PaperCloud.StartAsync(database, null, ("TaxonFetches:DropletTimeout", "00:00:00.100"));
        await using var world = cloud.World;
        world.Sandbox.DigitalOcean.GivesPublicAddresses = false;
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Error, Service = "digitalocean", Method = "DELETE", Status = 422, Message = "Droplet already has a pending event.", Times = 1 });
        await world.AddAsync("573");
        var cycle = await world.CycleOfAsync(573);

        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:573:attention") == true);

        (await world.TaxonAsync(573)).NeedsAttention!.ShouldEndWith("did not get a public address within 0 minutes. It was destroyed.");
        world.Sandbox.DigitalOcean.Droplets.ShouldBeEmpty();
        cloud.Requests("DELETE").ShouldBe(2); // the pending event was waited for
        world.Sandbox.DigitalOcean.GivesPublicAddresses = true;
        await world.PostAsync("taxa/573/clear-attention", new { }, HttpStatusCode.NoContent);
        await world.Server.UntilAsync(cycle, r => r is { State: RunState.Waiting } && world.Sandbox.DigitalOcean.Droplets.Count == 1);
    }

    [Fact]
    public async Task What_does_not_fit_between_droplets_and_workers_is_reported_until_it_fits_and_nothing_is_destroyed()
    {
        using var cloud = await PaperCloud.StartAsync(database, new FakeClock(DateTimeOffset.UtcNow.AddHours(-1)));
        await using var world = cloud.World;
        await StartedAsync(cloud, 573);
        (await ReconcileAsync(world)).ShouldBe("1 droplet, and each has its worker.");
        var (worker, owned) = (await WorkerAsync(world), world.Sandbox.DigitalOcean.Droplets.Single());
        var stray = world.Sandbox.DigitalOcean.Create(new("stray", "nyc3", "s", ["portal"], ""))!;
        world.Sandbox.DigitalOcean.Create(new("of-others", "nyc3", "s", ["web"], ""));
        world.Sandbox.DigitalOcean.Destroy(owned.Id);

        (await ReconcileAsync(world)).ShouldStartWith("1 droplet; The droplet stray");

        (await OrphansAsync(world)).ShouldBe([$"droplet:{stray.Id}", $"worker:{worker.Id}"]);
        cloud.Requests("DELETE").ShouldBe(0);
        await world.Server.Get<PeopleStore>().CreateAsync("mara", "Mara", Browser.Password, Scopes.Everything, Role.Viewer, isDemo: false, Actor.Portal, CancellationToken.None);
        using var browser = new Browser(world.Server);
        await browser.SignInAsync("mara");
        (await browser.GetAsync("/taxon-fetches/workers")).Text.ShouldContain($"The droplet stray ({stray.Id}, {stray.Address}) has the portal’s tag and no worker owns it.");
        world.Sandbox.DigitalOcean.Destroy(stray.Id);
        await ReconcileAsync(world);
        (await OrphansAsync(world)).ShouldBe([$"worker:{worker.Id}"]);
    }

    [Fact]
    public async Task A_worker_fetches_its_whole_order_with_its_own_secret_when_it_does_not_fit()
    {
        using var cloud = await PaperCloud.StartAsync(database, null, ("TaxonFetches:DropletSetup", "# " + new string('x', 64_200)));
        await using var world = cloud.World;
        var (_, order) = await StartedAsync(cloud, 573);
        order.Files.ShouldBeEmpty();

        using var http = world.Server.Anonymous();
        var whole = await order.WholeAsync(http, CancellationToken.None);

        whole.Files.Count.ShouldBeGreaterThan(4);
        (whole.WorkerId, whole.Secret, whole.Callback, whole.Folder).ShouldBe((order.WorkerId, order.Secret, order.Callback, "portal-worker"));
        (await OrderStatusAsync(http, order.WorkerId, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await OrderStatusAsync(http, order.WorkerId, "pw_guess")).ShouldBe(HttpStatusCode.Unauthorized);
        (await OrderStatusAsync(http, Guid.NewGuid(), order.Secret)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_node_without_what_droplets_need_does_not_start_and_says_which_keys()
    {
        var problem = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["TaxonFetches:Farm"] = "digitalocean", ["TaxonFetches:DigitalOceanUrl"] = "http://api.example.org" }));

        foreach (var key in new[] { "DigitalOceanUrl", "DigitalOceanToken", "SshKeyFile", "DropletSshKeys:0" })
        {
            problem.Message.ShouldContain($"TaxonFetches:{key} must");
        }
    }

    private static async Task<(Guid Cycle, WorkerOrder Order)> StartedAsync(PaperCloud cloud, long taxId)
    {
        await cloud.World.AddAsync($"{taxId}");
        var cycle = await cloud.World.CycleOfAsync(taxId);
        await using var db = cloud.World.Server.Db();
        var run = await cloud.World.Server.UntilAsync(cycle, r => r.State.IsFinal() || (r is { State: RunState.Waiting, CurrentStep: "collect-files" } && db.Set<Worker>().AsNoTracking().Any(w => w.HostKey != null)));
        run.State.ShouldBe(RunState.Waiting, run.Failure + run.FailureDetail);
        return (cycle, PaperCloud.OrderOf(cloud.World.Sandbox.DigitalOcean.Droplets.Single()));
    }

    private static async Task SayAsync(TaxonWorld world, WorkerOrder order, string state)
    {
        using var http = world.Server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, order.Callback) { Content = JsonContent.Create(new WorkerMessage(state, 1)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Secret);
        using var reply = await http.SendAsync(request);
        reply.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<HttpStatusCode> OrderStatusAsync(HttpClient http, Guid worker, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/workers/{worker}/order");
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var reply = await http.SendAsync(request);
        return reply.StatusCode;
    }

    private static Task<string> ReconcileAsync(TaxonWorld world) => world.Server.Services.GetRequiredKeyedService<IScheduledWork>("taxa-droplets").RunAsync(CancellationToken.None);

    private static async Task<List<string>> OrphansAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<OrphanMachine>().Select(o => o.Key).Order().ToListAsync();
    }

    private static async Task<Worker> WorkerAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<Worker>().AsNoTracking().SingleAsync();
    }
}
