using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Rsync;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>The worker is another machine: its files come by rsync over ssh.</summary>
internal sealed class RsyncTransport(Ssh ssh, Func<Worker, SshPlace> placeOf) : IFileTransport
{
    public Task BringAsync(Worker worker, IReadOnlyList<string> files, string into, CancellationToken cancellationToken) =>
        DoubtingAsync(() => ssh.PullAsync(placeOf(worker), DropletScript.Folder, files, into, cancellationToken));

    public Task ClearAsync(Worker worker, IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        DoubtingAsync(() => ssh.RemoveAsync(placeOf(worker), DropletScript.Folder, files, cancellationToken));

    private static async Task DoubtingAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is RsyncFailedException or HostKeyChangedException)
        {
            throw new CollectionDoubtException(e.Message, e);
        }
    }
}
