using System.Net;
using System.Net.Sockets;

namespace Portal.Sandbox.DigitalOcean;

/// <summary>The account and its droplets, which really run on this machine.</summary>
public sealed class DigitalOceanState : IDisposable
{
    public const string Token = "dop_v1_sandbox";
    private const int MostAddresses = 250;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, SandboxDroplet> _droplets = [];
    private readonly Queue<DateTimeOffset> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _clock;
    private readonly DropletTools? _tools;
    private readonly string? _folder;
    private readonly string _publicKey = "";
    private long _lastId = 3_164_443;

    /// <param name="folder">Where droplets live; null: they are on paper, and nothing ever runs on them.</param>
    public DigitalOceanState(string? folder, TimeProvider clock)
    {
        (_clock, _folder) = (clock, folder);
        (_tools, WhyNot) = folder is null ? (null, "The sandbox was started without a place for droplets, which are on paper only.") : DropletTools.Find();
        if (_tools is null)
        {
            return;
        }

        SandboxDroplet.Bury(Directory.CreateDirectory(folder!).FullName);
        KeyFile = Path.Combine(folder!, "collector_key");
        if (!File.Exists(KeyFile))
        {
            DropletTools.Run(_tools.KeyGen, "-q", "-t", "ed25519", "-N", "", "-C", "collector", "-f", KeyFile);
        }

        (_publicKey, SshPort) = (File.ReadAllText(KeyFile + ".pub"), FreePort());
        Fingerprint = DropletTools.Run(_tools.KeyGen, "-l", "-E", "md5", "-f", KeyFile + ".pub").Split(' ')[1]["MD5:".Length..];
    }

    /// <summary>Why droplets cannot run here; empty: they can.</summary>
    public string WhyNot { get; }

    /// <summary>The private key that opens every droplet.</summary>
    public string? KeyFile { get; }

    /// <summary>Of the only key the account knows.</summary>
    public string Fingerprint { get; } = "";

    /// <summary>All droplets serve ssh on this port, each at its own address.</summary>
    public int SshPort { get; }

    /// <summary>From a droplet's creation until it is active and has its public address; half of it until the private one is shown.</summary>
    public TimeSpan BootTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>False: no droplet ever gets one.</summary>
    public bool GivesPublicAddresses { get; set; } = true;

    public int DropletLimit { get; set; } = 25;

    public int PerMinute { get; set; } = 250;

    public IReadOnlyList<SandboxDroplet> Droplets
    {
        get
        {
            lock (_gate)
            {
                return [.. _droplets.Values];
            }
        }
    }

    public TimeSpan AgeOf(SandboxDroplet droplet) => _clock.GetUtcNow() - droplet.CreatedAt;

    /// <returns>How many requests are left in this minute, and when there is room again; below zero: this one is too many.</returns>
    internal (int Left, DateTimeOffset Reset) Count()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            while (_requests.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
            {
                _requests.Dequeue();
            }

            if (_requests.Count >= PerMinute)
            {
                return (-1, _requests.Peek().AddMinutes(1));
            }

            _requests.Enqueue(now);
            return (PerMinute - _requests.Count, _requests.Peek().AddMinutes(1));
        }
    }

    /// <returns>Null: the account may have no more.</returns>
    public SandboxDroplet? Create(DropletOrder order)
    {
        SandboxDroplet droplet;
        lock (_gate)
        {
            if (_droplets.Count >= DropletLimit)
            {
                return null;
            }

            var id = ++_lastId;
            var taken = _droplets.Values.Select(d => d.Address).ToHashSet(StringComparer.Ordinal);
            var address = Enumerable.Range(2, MostAddresses).Select(n => $"127.0.1.{n}").First(a => !taken.Contains(a));
            _droplets[id] = droplet = new SandboxDroplet(id, order, Path.Combine(_folder ?? Path.GetTempPath(), $"droplet-{id}"), address, SshPort, _publicKey, _tools, _clock.GetUtcNow());
        }

        _ = BootAsync(droplet);
        return droplet;
    }

    public bool Destroy(long id)
    {
        SandboxDroplet? droplet;
        lock (_gate)
        {
            if (!_droplets.Remove(id, out droplet))
            {
                return false;
            }
        }

        droplet.Destroy();
        return true;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var droplet in Droplets)
        {
            Destroy(droplet.Id);
        }

        _stopping.Dispose();
    }

    private async Task BootAsync(SandboxDroplet droplet)
    {
        await Task.Delay(BootTime, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (!_stopping.IsCancellationRequested)
        {
            droplet.Boot();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
