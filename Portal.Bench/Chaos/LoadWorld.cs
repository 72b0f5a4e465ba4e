using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.GwoManifests;
using Portal.Sandbox;
using Portal.Shell.Hosting;

namespace Portal.Bench.Chaos;

/// <summary>A study of two files, a node that takes orders, and workers that are killed and replaced.</summary>
internal sealed class LoadWorld : IAsyncDisposable
{
    public const int Files = 2;
    private const string Study = "SD_CHA0S001";
    private const string Bucket = "center-sd-cha0s001";
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-chaos-load-").FullName;
    private ChaosDatabase _database = null!;
    private PortalHost _web = null!;
    private readonly Dictionary<string, LoadNode> _workers = new(StringComparer.Ordinal);
    private int _started;

    private LoadWorld(SandboxHost sandbox) => Sandbox = sandbox;

    public SandboxHost Sandbox { get; }

    /// <summary>What the Data Service holds of this study's links and files.</summary>
    public IReadOnlyList<string> Tables =>
    [
        .. Sandbox.DataService.Rows("genomic-files").Select(f => $"file {f.Text("external_id")} {f.Text("data_type")} {f["size"]}"),
        .. Links("biospecimen-genomic-files", "biospecimen_id"),
        .. Links("sequencing-experiment-genomic-files", "sequencing_experiment_id"),
    ];

    public static async Task<LoadWorld> StartAsync()
    {
        var world = new LoadWorld(await SandboxHost.StartAsync(new SandboxOptions()));
        world.Seed();
        world._database = await ChaosDatabase.StartAsync();
        var output = Console.Out;
        Console.SetOut(TextWriter.Null); // the portal announces its address
        world._web = await LoadNode.StartHostAsync("web", "web", world._folder, world._database.ConnectionString, world.Settings);
        Console.SetOut(output);
        world.StartWorker();
        world.StartWorker(); // takes over while the one killed is replaced
        return world;
    }

    public async Task<Guid> CheckedAsync(CancellationToken cancellationToken)
    {
        var commands = Get<GwoManifestCommands>();
        var staged = await commands.StageAsync("manifest.tsv", new MemoryStream(Encoding.UTF8.GetBytes(Manifest())), Actor.Portal, cancellationToken);
        var manifest = await commands.UploadAsync(Study, staged, Actor.Portal, cancellationToken);
        await EndAsync((await commands.CheckAsync(manifest.Id, Actor.Portal, cancellationToken)).Id, cancellationToken);
        return manifest.Id;
    }

    public async Task<Guid> ApplyAsync(Guid manifest, CancellationToken cancellationToken) =>
        (await Get<ManifestLoadCommands>().ApplyAsync(manifest, new LoadRequest { AcknowledgeWarnings = true }, Actor.Portal, cancellationToken)).Id;

    public async Task<RunState> RollBackAsync(Guid manifest, CancellationToken cancellationToken) =>
        await EndAsync((await Get<ManifestLoadCommands>().RollbackAsync(manifest, null, null, Actor.Portal, cancellationToken)).Id, cancellationToken);

    public async Task<RunState> EndAsync(Guid runId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
            if (await db.Runs.Where(r => r.Id == runId).Select(r => r.State).SingleAsync(cancellationToken) is var state && state.IsFinal())
            {
                return state;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Kills the worker that has the run in hand, and starts another.</summary>
    public async Task KillOwnerAsync(Guid runId)
    {
        var owner = await _database.ScalarAsync<string>($"SELECT split_part(owner, '/', 1) FROM portal.run WHERE id = '{runId}'");
        if (_workers.Remove(owner, out var worker))
        {
            await worker.DisposeAsync();
            StartWorker();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Values)
        {
            await worker.DisposeAsync();
        }

        await _web.DisposeAsync();
        await _database.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Settings => new(Sandbox.Settings, StringComparer.Ordinal)
    {
        ["Storage:Path"] = _folder,
        ["GwoManifests:Parallel"] = "1",
        ["GwoManifests:AllowedBuckets"] = "*",
    };

    private T Get<T>() where T : notnull => _web.App.Services.GetRequiredService<T>();

    private IEnumerable<string> Links(string collection, string linked) => Sandbox.DataService.Rows(collection)
        .Select(l => $"{l.Text(linked)} {Sandbox.DataService.Find("genomic-files", l.Text("genomic_file_id")!)?.Text("external_id")} {l.Text("external_id")}");

    private void StartWorker()
    {
        var name = $"load-{++_started}";
        _workers[name] = LoadNode.Start(name, _database.ConnectionString, Settings);
    }

    private void Seed()
    {
        var data = Sandbox.DataService;
        data.Seed("studies", Study, [new("external_id", "chaos")]);
        data.Seed("sequencing-centers", "SC_CHA0S001", [new("external_id", "center"), new("name", "center")]);
        data.Seed("participants", "PT_CHA0S001", [new("external_id", "P"), new("study_id", Study)]);
        data.Seed("biospecimens", "BS_CHA0S001", [new("external_sample_id", "S"), new("participant_id", "PT_CHA0S001"), new("sequencing_center_id", "SC_CHA0S001")]);
        data.Seed("sequencing-experiments", "SE_CHA0S001", [new("external_id", "exp"), new("sequencing_center_id", "SC_CHA0S001")]);
        data.Seed("genomic-files", "GF_S0RCE001", [new("external_id", $"s3://{Bucket}/source/reads.cram"), new("is_harmonized", false), new("size", 10L)]);
        data.Seed("biospecimen-genomic-files", null, [new("biospecimen_id", "BS_CHA0S001"), new("genomic_file_id", "GF_S0RCE001")]);
        data.Seed("sequencing-experiment-genomic-files", null, [new("sequencing_experiment_id", "SE_CHA0S001"), new("genomic_file_id", "GF_S0RCE001")]);
        for (var n = 1; n <= Files; n++)
        {
            Sandbox.Objects.Put(Bucket, $"harmonized/calls-{n}.g.vcf.gz", 1000 + n, $"{n:x32}");
        }
    }

    private static string Manifest() => string.Join('\t', ManifestColumns.All) + "\n" + string.Concat(Enumerable.Range(1, Files).Select(n =>
        $"be2315bbaafdef429d8e4b4d\t7afdc7ea-6d0d-5ffc-f76a-3ba24bf7b2dd\tBS_CHA0S001\tPT_CHA0S001\t\ts3://{Bucket}/harmonized/calls-{n}.g.vcf.gz\tgVCF\tAlignment\ts3://{Bucket}/source/reads.cram\n"));
}
