using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.DigitalOcean;
using Portal.Jobs.Outside.Rsync;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Workers are droplets of DigitalOcean. Each has a tag of its own, by which one is found again that nobody had time to write down.</summary>
public sealed class DigitalOceanFarm(DigitalOceanClient cloud, Ssh ssh, IOptions<DigitalOceanOptions> options) : IWorkerFarm
{
    public const string FarmName = "digitalocean";

    private DigitalOceanOptions Options => options.Value;

    public string Name => FarmName;

    public IFileTransport Transport => new RsyncTransport(ssh, PlaceOf);

    public TimeSpan MeetWithin => Options.DropletTimeout;

    public static string TagOf(Guid worker) => $"worker:{worker}";

    public string? AddressOf(Worker worker) => null;

    public string FolderOf(Worker worker) => DropletScript.Folder;

    public bool IsMet(Worker worker) => worker is { Address: not null, HostKey: not null };

    public async Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken)
    {
        if (await AskAsync($"looking for {worker.Name}", () => cloud.ListAsync(TagOf(worker.Id), cancellationToken)) is [var there, ..])
        {
            await StartAgainAsync(worker, there, order, cancellationToken);
            return Handle(there.Id);
        }

        var request = new DropletRequest(worker.Name, Options.DropletRegion, Options.DropletSize, DropletRequest.Id(Options.DropletImage), [.. Options.DropletSshKeys.Select(DropletRequest.Id)],
            Backups: false, Ipv6: false, Monitoring: true, [Options.DropletTag, $"taxon:{worker.TaxId}", TagOf(worker.Id)], DropletScript.Of(order, Options.DropletSetup), Options.DropletVpc);
        return Handle((await AskAsync($"making {worker.Name}", () => cloud.CreateAsync(request, cancellationToken))).Id);
    }

    public async Task<string?> FindAsync(Worker worker, CancellationToken cancellationToken) =>
        await AskAsync($"looking for {worker.Name}", () => cloud.ListAsync(TagOf(worker.Id), cancellationToken)) is [var droplet, ..] ? Handle(droplet.Id) : null;

    public async Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken)
    {
        try
        {
            return IdOf(worker) is { } id ? await cloud.FindAsync(id, cancellationToken) is not null : null;
        }
        catch (DigitalOceanTroubleException)
        {
            return null; // nobody knows; it is asked again
        }
    }

    public async Task<Meeting?> MeetAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (IdOf(worker) is not { } id || await AskAsync($"looking after {worker.Name}", () => cloud.FindAsync(id, cancellationToken)) is not { PublicAddress: { } address })
        {
            return null;
        }

        var (key, why) = await ssh.MeetAsync(PlaceOf(worker, address), cancellationToken);
        return new Meeting(address.ToString(), key, why);
    }

    public async Task DestroyAsync(Worker worker, CancellationToken cancellationToken)
    {
        var ids = (await AskAsync($"destroying {worker.Name}", () => cloud.ListAsync(TagOf(worker.Id), cancellationToken))).Select(d => d.Id).ToHashSet();
        if (IdOf(worker) is { } known)
        {
            ids.Add(known);
        }

        foreach (var id in ids)
        {
            await AskAsync($"destroying {worker.Name}", async () =>
            {
                await cloud.DeleteAsync(id, cancellationToken);
                return true;
            });
        }
    }

    // Its secret is new with every start, so it needs its new order, over the same line its files come by.
    private async Task StartAgainAsync(Worker worker, Droplet droplet, WorkerOrder order, CancellationToken cancellationToken)
    {
        if (droplet.PublicAddress is not { } address)
        {
            throw new FarmBusyException($"a public address of {worker.Name}", Options.DropletPause);
        }

        try
        {
            await ssh.PatientlyAsync(PlaceOf(worker, address), DropletScript.Starter, JsonSerializer.Serialize(order, RunParameters.Json), $"Starting {worker.Name} again", cancellationToken);
        }
        catch (Exception e) when (e is RsyncFailedException or HostKeyChangedException)
        {
            throw new StepFailedException($"{e.Message} Destroy {worker.Name} on the page Workers when nothing on it is needed.", cause: e);
        }
    }

    private SshPlace PlaceOf(Worker worker) => PlaceOf(worker, IPAddress.Parse(worker.Address!));

    private SshPlace PlaceOf(Worker worker, IPAddress address) => new(worker.Name, address, Options.SshPort, Options.SshUser, Options.SshKeyFile!, worker.HostKey);

    private static string Handle(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static long? IdOf(Worker worker) => long.TryParse(worker.Handle, CultureInfo.InvariantCulture, out var id) ? id : null;

    private async Task<T> AskAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DigitalOceanRefusedException no) when (no.IsLimit)
        {
            throw new FarmBusyException($"room on DigitalOcean, which says “{no.Words}”", Options.DropletPause * 4, no);
        }
        catch (DigitalOceanRefusedException no) when (no.IsPending)
        {
            throw new FarmBusyException($"DigitalOcean while {what}, which says “{no.Words}”", Options.DropletPause, no);
        }
        catch (DigitalOceanRefusedException no)
        {
            throw new StepFailedException($"DigitalOcean refused {what} ({no.Status}): {no.Words.TrimEnd('.')}. {(no.Status is 401 or 403 ? $"Set {DigitalOceanOptions.TokenKey} to a token that may create, read and delete droplets." : "Look at the droplet settings in section TaxonFetches.")}", no.Message, no);
        }
        catch (DigitalOceanTroubleException trouble)
        {
            throw new FarmBusyException($"DigitalOcean while {what}: {trouble.Message}", trouble.After is { } after && after > Options.DropletPause ? after : Options.DropletPause, trouble);
        }
    }
}
