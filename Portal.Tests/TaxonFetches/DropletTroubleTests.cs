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

/// <summary>What DigitalOcean refuses, forgets or has too much of: nothing is made twice or destroyed by itself, and whoever can help is told.</summary>
public sealed class DropletTroubleTests(TestDatabase database)
{
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
        await cloud.StartedAsync(573);
        (await ReconcileAsync(world)).ShouldBe("1 droplet, and each has its worker.");
        var (worker, owned) = (await cloud.WorkerAsync(), world.Sandbox.DigitalOcean.Droplets.Single());
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
    public async Task A_node_without_what_droplets_need_does_not_start_and_says_which_keys()
    {
        var problem = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["TaxonFetches:Farm"] = "digitalocean", ["TaxonFetches:DigitalOceanUrl"] = "http://api.example.org" }));

        foreach (var key in new[] { "DigitalOceanUrl", "DigitalOceanToken", "SshKeyFile", "DropletSshKeys:0" })
        {
            problem.Message.ShouldContain($"TaxonFetches:{key} must");
        }
    }

    private static Task<string> ReconcileAsync(TaxonWorld world) => world.Server.Services.GetRequiredKeyedService<IScheduledWork>("taxa-droplets").RunAsync(CancellationToken.None);

    private static async Task<List<string>> OrphansAsync(TaxonWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<OrphanMachine>().Select(o => o.Key).Order().ToListAsync();
    }
}
