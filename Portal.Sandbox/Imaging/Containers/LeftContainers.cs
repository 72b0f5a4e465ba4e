using System.Diagnostics;
using System.Globalization;
using Portal.Sandbox.Imaging.Omero;

namespace Portal.Sandbox.Imaging.Containers;

/// <summary>Containers that run for ever, as processes that do not end with whoever started them; by process id what they have mounted.</summary>
internal sealed class LeftContainers(StandInFolder folder)
{
    private string Folder => folder.At("containers");

    /// <returns>When somebody removed it.</returns>
    public async Task RunAsync(IEnumerable<string> mounted)
    {
        Directory.CreateDirectory(Folder);
        using var container = Process.Start(new ProcessStartInfo("setsid", ["sleep", "infinity"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        // It is there with all it has mounted, or not yet.
        var written = folder.At($"container-{container.Id}");
        await File.WriteAllLinesAsync(written, mounted);
        File.Move(written, At(container.Id));
        await container.WaitForExitAsync();
        File.Delete(At(container.Id));
    }

    /// <summary>Ids of those that run, with this folder mounted.</summary>
    public IReadOnlyList<int> With(string mounted) => !Directory.Exists(Folder) ? []
        : [.. Directory.EnumerateFiles(Folder).Where(f => File.ReadLines(f).Contains(mounted)).Select(f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture))];

    public void Remove(int id)
    {
        try
        {
            using var container = Process.GetProcessById(id);
            container.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }

        File.Delete(At(id));
    }

    private string At(int id) => Path.Combine(Folder, id.ToString(CultureInfo.InvariantCulture));
}
