using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Workers are processes of this machine: the portal's own executable with the verb <c>worker</c>. They outlive the portal that started them.</summary>
public sealed class LocalFarm(NodeIdentity node, IOptions<TaxonFetchOptions> options) : IWorkerFarm
{
    public const string FarmName = "local";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => FarmName;

    public string AddressOf(Worker worker) => Path.Combine(options.Value.WorkFolder, worker.Id.ToString("N"));

    public async Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(order.Folder);
        List<string> command = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", "dotnet", PortalProgram.Path, "worker"] : ["dotnet", PortalProgram.Path, "worker"];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, UseShellExecute = false })!;
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(order, RunParameters.Json).AsMemory(), cancellationToken); // a command line can be read by others
            process.StandardInput.Close();
            return $"{node.Name}/{process.Id}/{process.StartTime.Ticks}";
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new StepFailedException($"A worker cannot be started on this machine: {e.Message}", cause: e);
        }
    }

    public Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken) => Task.FromResult(IsThere(worker));

    private bool? IsThere(Worker worker)
    {
        if (worker.Handle?.Split('/') is not [var machine, var id, var started] || machine != node.Name)
        {
            return null;
        }

        using var process = Find(int.Parse(id), started);
        return process is not null;
    }

    public async Task DestroyAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (worker.Handle?.Split('/') is [var machine, var id, var started] && machine == node.Name && Find(int.Parse(id), started) is { } process)
        {
            using (process)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            }
        }

        if (Directory.Exists(AddressOf(worker)))
        {
            Directory.Delete(AddressOf(worker), recursive: true);
        }
    }

    // A number is given to another process one day; the time it started tells them apart.
    private static Process? Find(int id, string started)
    {
        try
        {
            var process = Process.GetProcessById(id);
            if (!process.HasExited && process.StartTime.Ticks.ToString() == started)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
