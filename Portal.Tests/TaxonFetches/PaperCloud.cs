using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Rsync;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Sandbox.DigitalOcean;
using Portal.Sandbox.Ena;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>Droplets on paper, and an ssh that does nothing but what a test scripts: every call in the order it was made.</summary>
internal sealed class PaperCloud : IDisposable
{
    private const string HostKey = "portal ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGWFzLGl0IGlzIG5vdCBhIGtleSBhdCBhbGw=";
    private readonly TemporaryFolder _folder = new();

    public PaperCloud() => File.WriteAllText(KeyFile, "");

    public TaxonWorld World { get; private set; } = null!;

    /// <summary>What rsync ends with, one after the other; then with 0.</summary>
    public ConcurrentQueue<int> RsyncEnds { get; } = new();

    /// <summary>rsync, rm and DELETE, and how many runs were recorded as collected by then.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Whether ssh gets an answer.</summary>
    public bool Answers { get; set; } = true;

    public string Collected => Path.Combine(_folder.Path, "collected");

    private string KeyFile => Path.Combine(_folder.Path, "key");

    public static async Task<PaperCloud> StartAsync(TestDatabase database, TimeProvider? clock = null, params (string, string?)[] settings)
    {
        var cloud = new PaperCloud();
        cloud.World = await TaxonWorld.StartAsync(new() { Clock = clock ?? TimeProvider.System }, database, services => services.AddSingleton(new Ssh(new RsyncPatience(1, TimeSpan.FromMilliseconds(1)), TimeProvider.System, cloud.RunAsync)),
            [("TaxonFetches:CollectTo", cloud.Collected), ("TaxonFetches:Farm", "digitalocean"), ("TaxonFetches:DigitalOceanToken", DigitalOceanState.Token), ("TaxonFetches:SshKeyFile", cloud.KeyFile),
                ("TaxonFetches:DropletSshKeys:0", "3b:16"), ("TaxonFetches:DropletPause", "00:00:00.050"), ("TaxonFetches:Retries", "0"), ("Runs:Sweep", "00:00:00.200"), .. settings], withCloud: true);
        cloud.World.Sandbox.DigitalOcean.BootTime = TimeSpan.Zero;
        return cloud;
    }

    /// <summary>The order a droplet was started with.</summary>
    public static WorkerOrder OrderOf(SandboxDroplet droplet)
    {
        var lines = droplet.Order.UserData.Split('\n');
        return JsonSerializer.Deserialize<WorkerOrder>(lines[Array.FindIndex(lines, l => l.EndsWith("<<'PORTAL-ORDER'", StringComparison.Ordinal)) + 1], RunParameters.Json)!;
    }

    public int Requests(string method) => World.Sandbox.Requests.All.Count(r => r.Service == "digitalocean" && r.Method == method);

    public void Dispose() => _folder.Dispose();

    private async Task<ChildEnd> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await using var db = World.Server.Db();
        var recorded = await db.Set<WorkerAssignment>().CountAsync(a => a.Status == AssignmentStatus.Collected, cancellationToken);
        var words = Encoding.UTF8.GetString(input.Span).Split('\0');
        if (program == "rsync")
        {
            var code = RsyncEnds.TryDequeue(out var next) ? next : 0;
            Calls.Enqueue($"rsync {code} after {recorded}");
            foreach (var file in code == 0 ? words : [])
            {
                var target = Path.Combine(arguments[^1], file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllBytesAsync(target, ContentOf(World.Ena, Path.GetFileName(file)), cancellationToken);
            }

            return new(code, code == 0 ? "" : "rsync error\n");
        }

        if (arguments[^1] != "true")
        {
            Calls.Enqueue($"rm {words.Length} after {recorded}, {Requests("DELETE")} destroyed");
            return new(0, "");
        }

        await File.AppendAllTextAsync(Path.Combine(Path.GetDirectoryName(arguments[1])!, "known_hosts"), HostKey + "\n", cancellationToken);
        return Answers ? new(0, "") : new(255, "ssh: connect to host: Connection refused\n");
    }

    private static byte[] ContentOf(EnaState ena, string name) => ena.File(ena.Runs.SelectMany(r => r["fastq_ftp"].Split(';')).First(p => p.EndsWith("/" + name, StringComparison.Ordinal))["ftp.sra.ebi.ac.uk".Length..])!;

    /// <summary>A taxon with its only worker on a droplet that is met: its cycle and what the worker was told.</summary>
    public async Task<(Guid Cycle, WorkerOrder Order)> StartedAsync(long taxId)
    {
        await World.AddAsync($"{taxId}");
        var cycle = await World.CycleOfAsync(taxId);
        await using var db = World.Server.Db();
        var run = await World.Server.UntilAsync(cycle, r => r.State.IsFinal() || (r is { State: RunState.Waiting, CurrentStep: "collect-files" } && db.Set<Worker>().AsNoTracking().Any(w => w.HostKey != null)));
        run.State.ShouldBe(RunState.Waiting, run.Failure + run.FailureDetail);
        return (cycle, OrderOf(World.Sandbox.DigitalOcean.Droplets.Single()));
    }

    /// <summary>The only worker there ever was.</summary>
    public async Task<Worker> WorkerAsync()
    {
        await using var db = World.Server.Db();
        return await db.Set<Worker>().AsNoTracking().SingleAsync();
    }
}
