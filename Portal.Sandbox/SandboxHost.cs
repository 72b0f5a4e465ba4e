using System.Text.Json;
using Portal.Sandbox.Control;
using Portal.Sandbox.DataService;
using Portal.Sandbox.Demo;
using Portal.Sandbox.DigitalOcean;
using Portal.Sandbox.Ena;
using Portal.Sandbox.Faults;
using Portal.Sandbox.Imaging;
using Portal.Sandbox.Imaging.Omero;
using Portal.Sandbox.Ledger;
using Portal.Sandbox.Objects;
using Portal.Sandbox.Outside;

namespace Portal.Sandbox;

/// <summary>The outside world, listening: a Data Service and an S3 endpoint on two loopback ports.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private LoopbackServer? _dataServer;
    private LoopbackServer? _s3Server;

    private SandboxHost(SandboxOptions options)
    {
        DataService = new(options.Clock);
        Ledger = new(options.Clock);
        DigitalOcean = new(options.DropletDirectory, options.Clock);
        Requests = new(options.RecordedRequests);
    }

    public DataServiceState DataService { get; }

    public ObjectStore Objects { get; } = new();

    public EnaState Ena { get; } = new();

    public LedgerBook Ledger { get; }

    public DigitalOceanState DigitalOcean { get; }

    public FaultSwitchboard Faults { get; } = new();

    public RequestLog Requests { get; }

    /// <summary>Manifests to try, with what must be found in them.</summary>
    public IReadOnlyList<DemoManifest> Examples { get; private set; } = [];

    /// <summary>Results folders to try, below <see cref="ResultsRoot"/>.</summary>
    public IReadOnlyList<DemoCatalogue> Catalogues { get; private set; } = [];

    /// <summary>Null where nothing is kept.</summary>
    public string? ResultsRoot { get; private set; }

    public Uri DataServiceUrl => _dataServer!.Address;

    public Uri S3Url => _s3Server!.Address;

    /// <summary>The configuration a portal needs to use this world.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        var sandbox = new SandboxHost(options);
        try
        {
            await sandbox.SeedAsync(options, cancellationToken);
            await sandbox.ListenAsync(options, cancellationToken);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        foreach (var server in new[] { _dataServer, _s3Server })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        DigitalOcean.Dispose();
        DataService.Dispose();
        Ledger.Dispose();
        _stopping.Dispose();
    }

    private async Task SeedAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        if (options.Seed == SandboxSeed.Demo)
        {
            Examples = DemoWorld.Build(DataService, Objects);
            DemoTaxa.Build(Ena);
        }

        if (options.DataServiceFile is { } tables)
        {
            await ReadJsonAsync(tables, json => DataServiceSeed.Load(DataService, json), cancellationToken);
        }

        if (options.ObjectsFile is { } objects)
        {
            await ReadJsonAsync(objects, json => ObjectSeed.Load(Objects, json), cancellationToken);
        }

        if (options.DataDirectory is { } directory)
        {
            DataService.KeepJournal(Path.Combine(directory, "data-service.jsonl"));
            Ledger.KeepJournal(Path.Combine(directory, "ledger.jsonl"));
            var examples = Directory.CreateDirectory(Path.Combine(directory, "examples"));
            foreach (var example in Examples)
            {
                await File.WriteAllTextAsync(Path.Combine(examples.FullName, example.FileName), example.Content, cancellationToken);
            }

            if (options.Seed == SandboxSeed.Demo)
            {
                ResultsRoot = Path.GetFullPath(Path.Combine(directory, "results"));
                Catalogues = DemoCatalogues.LayDown(ResultsRoot);
                DemoImages.LayDown(Path.Combine(Path.GetDirectoryName(ResultsRoot)!, "images"));
                var imaging = new StandInFolder(Path.Combine(Path.GetDirectoryName(ResultsRoot)!, "imaging"));
                if (!File.Exists(imaging.At("faults.json")))
                {
                    imaging.Set(new(ImportMs: 1_500, ConvertMs: 2_500)); // so that there is something to watch
                }

                DemoTaxa.WriteDump(Path.Combine(Path.GetDirectoryName(ResultsRoot)!, "taxonomy"));
            }
        }
    }

    private async Task ListenAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var dataService = new OutsideGate(new DataServiceApi(DataService), Faults, Requests, options.Clock, _stopping.Token);
        var ledger = new OutsideGate(new LedgerApi(Ledger), Faults, Requests, options.Clock, _stopping.Token);
        var ena = new OutsideGate(new EnaPortalApi(Ena, options.Clock), Faults, Requests, options.Clock, _stopping.Token);
        var taxonomy = new OutsideGate(new TaxonomyApi(Ena), Faults, Requests, options.Clock, _stopping.Token);
        var fastq = new OutsideGate(new FastqApi(Ena), Faults, Requests, options.Clock, _stopping.Token);
        var cloud = new OutsideGate(new DigitalOceanApi(DigitalOcean, options.Clock), Faults, Requests, options.Clock, _stopping.Token);
        var control = new ControlApi(this);
        var s3 = new OutsideGate(new S3Api(Objects), Faults, Requests, options.Clock, _stopping.Token);
        _s3Server = await LoopbackServer.StartAsync(options.S3Port, s3.HandleAsync, cancellationToken);
        _dataServer = await LoopbackServer.StartAsync(options.Port, context => ControlApi.Owns(context.Request.Path) ? control.HandleAsync(context)
            : LedgerApi.Owns(context.Request.Path) ? ledger.HandleAsync(context)
            : EnaPortalApi.Owns(context.Request.Path) ? ena.HandleAsync(context)
            : TaxonomyApi.Owns(context.Request.Path) ? taxonomy.HandleAsync(context)
            : DigitalOceanApi.Owns(context.Request.Path) ? cloud.HandleAsync(context)
            : FastqApi.Owns(context.Request.Path) ? fastq.HandleAsync(context) : dataService.HandleAsync(context), cancellationToken);
        Settings = SandboxSettings.Of(this);
    }

    private static async Task ReadJsonAsync(string path, Action<JsonElement> load, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        load(document.RootElement);
    }
}
