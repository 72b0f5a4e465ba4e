using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Sandbox;
using Portal.Sandbox.DigitalOcean;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Droplets that really run the worker and serve ssh, collected by the real rsync.</summary>
public sealed class DropletCycleTests(TestDatabase database) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(64_200)] // so much to set up first that the worker has to ask for its order
    public async Task A_taxon_is_fetched_by_a_droplet_collected_by_rsync_and_nothing_is_left_of_it(int setup)
    {
        await using var world = await WorldAsync("# " + new string('x', setup));

        var run = await world.TrackedAsync(210);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        (await world.TaxonAsync(210)).Collected.ShouldBe(2);
        await CollectedAsync(world);
        world.Sandbox.DigitalOcean.Droplets.ShouldBeEmpty();
        Directory.EnumerateDirectories(Path.Combine(_folder.Path, "droplets")).ShouldBeEmpty();
        world.Sandbox.Requests.All.Where(r => r.Service == "digitalocean" && r.Method is "POST" or "DELETE").Select(r => r.Method).ShouldBe(["POST", "DELETE"]);
    }

    [Fact]
    public async Task A_worker_that_failed_is_started_again_on_its_droplet_over_ssh()
    {
        await using var world = await WorldAsync();
        var file = world.Ena.Runs.Where(r => r.TaxId == 210).SelectMany(r => r["fastq_ftp"].Split(';')).Select(p => p["ftp.sra.ebi.ac.uk".Length..]).ToDictionary(f => f, f => world.Ena.File(f)!);
        foreach (var (name, content) in file)
        {
            world.Ena.Store(name, [.. content[..^1], (byte)(content[^1] ^ 1)]);
        }

        var cycle = await AddedAsync(world);
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);
        (await world.TaxonAsync(210)).NeedsAttention!.ShouldContain("has the MD5");
        foreach (var (name, content) in file)
        {
            world.Ena.Store(name, content);
        }

        await world.PostAsync("taxa/210/clear-attention", new { }, HttpStatusCode.NoContent);
        var run = await world.Server.UntilFinalAsync(cycle);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        await CollectedAsync(world);
        world.Sandbox.Requests.All.Count(r => r.Service == "digitalocean" && r.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task A_byte_that_is_wrong_after_the_transfer_keeps_everything_until_somebody_has_looked()
    {
        await using var world = await WorldAsync("exit 0"); // the test is the worker
        var (cycle, droplet, order) = await MetAsync(world);
        var wrong = LayDown(world, droplet, order)[^1];
        var right = await File.ReadAllBytesAsync(wrong);
        await File.WriteAllBytesAsync(wrong, [.. right[..^1], (byte)(right[^1] ^ 1)]);

        await WorkerCalls.SayReadyAsync(world, order);
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldContain("is not what ENA lists");
        await KeptAsync(world, droplet, order);
        await File.WriteAllBytesAsync(wrong, right);
        await world.PostAsync("taxa/210/clear-attention", new { }, HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        await CollectedAsync(world);
    }

    [Fact]
    public async Task A_host_key_that_changed_since_the_first_contact_asks_for_a_person_and_nothing_is_removed()
    {
        await using var world = await WorldAsync("exit 0");
        var (cycle, droplet, order) = await MetAsync(world);
        LayDown(world, droplet, order);
        droplet.ChangeHostKey();

        await WorkerCalls.SayReadyAsync(world, order);
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || r.WaitingKey?.StartsWith("taxon:210:attention") == true);

        (await world.TaxonAsync(210)).NeedsAttention!.ShouldMatch(@"^The ssh host key of portal-210-0-\w{6} has changed\. It was SHA256:\S{43} at the first contact and is SHA256:\S{43} now\.");
        await KeptAsync(world, droplet, order);
    }

    private async Task<TaxonWorld> WorldAsync(string? setup = null)
    {
        var world = await TaxonWorld.StartAsync(new SandboxOptions { DropletDirectory = Path.Combine(_folder.Path, "droplets") }, database, null,
            [("TaxonFetches:CollectTo", Path.Combine(_folder.Path, "collected")), ("TaxonFetches:Farm", "digitalocean"), ("TaxonFetches:DropletSetup", setup), ("TaxonFetches:DropletPause", "00:00:01"), ("Runs:Sweep", "00:00:00.500"), .. WithoutDroplets()], withCloud: true);
        world.Sandbox.DigitalOcean.BootTime = TimeSpan.FromMilliseconds(300);
        return world;
    }

    // The portal would not start without a key, and the reason the sandbox has none should be seen.
    private (string, string?)[] WithoutDroplets()
    {
        using var cloud = new DigitalOceanState(Path.Combine(_folder.Path, "asked"), TimeProvider.System);
        Assert.SkipUnless(cloud.KeyFile is not null, cloud.WhyNot);
        return [];
    }

    private static async Task<Guid> AddedAsync(TaxonWorld world)
    {
        await world.AddAsync("210");
        return await world.CycleOfAsync(210);
    }

    /// <summary>A droplet whose worker says nothing by itself, known by address and key.</summary>
    private static async Task<(Guid Cycle, SandboxDroplet Droplet, WorkerOrder Order)> MetAsync(TaxonWorld world)
    {
        var cycle = await AddedAsync(world);
        await using var db = world.Server.Db();
        await world.Server.UntilAsync(cycle, r => r.State.IsFinal() || db.Set<Worker>().AsNoTracking().Any(w => w.HostKey != null));
        var droplet = world.Sandbox.DigitalOcean.Droplets.Single();
        return (cycle, droplet, PaperCloud.OrderOf(droplet));
    }

    private static List<string> LayDown(TaxonWorld world, SandboxDroplet droplet, WorkerOrder order)
    {
        List<string> files = [.. order.Files.Select(f => Path.Combine(droplet.Folder, order.Folder, f.RunAccession, f.Name))];
        foreach (var (path, file) in files.Zip(order.Files))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, world.Ena.File(file.Address.AbsolutePath)!);
        }

        return files;
    }

    private static async Task KeptAsync(TaxonWorld world, SandboxDroplet droplet, WorkerOrder order)
    {
        order.Files.ShouldAllBe(f => File.Exists(Path.Combine(droplet.Folder, order.Folder, f.RunAccession, f.Name)));
        world.Sandbox.DigitalOcean.Droplets.ShouldBe([droplet]);
        world.Sandbox.Requests.All.ShouldNotContain(r => r.Service == "digitalocean" && r.Method == "DELETE");
        await using var db = world.Server.Db();
        (await db.Set<Worker>().AsNoTracking().SingleAsync()).Address.ShouldBe(droplet.Address);
    }

    private async Task CollectedAsync(TaxonWorld world)
    {
        var files = Directory.GetFiles(Path.Combine(_folder.Path, "collected", "210"), "*", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            var path = world.Ena.Runs.SelectMany(r => r["fastq_ftp"].Split(';')).Single(p => p.EndsWith("/" + Path.GetFileName(file), StringComparison.Ordinal));
            (await File.ReadAllBytesAsync(file)).ShouldBe(world.Ena.File(path["ftp.sra.ebi.ac.uk".Length..]), file);
        }
    }
}
