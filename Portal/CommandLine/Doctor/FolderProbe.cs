namespace Portal.CommandLine.Doctor;

/// <summary>Can this account write, read and delete in the folder?</summary>
public sealed class FolderProbe(string name, string key, string? folder) : IDoctorProbe
{
    public string Name => name;

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(folder))
        {
            return ProbeResult.NotConfigured($"{key} is not set.");
        }
        var full = Path.GetFullPath(folder);
        var file = Path.Combine(full, $".doctor-{Guid.CreateVersion7():N}");
        try
        {
            Directory.CreateDirectory(full);
            await File.WriteAllTextAsync(file, Name, cancellationToken);
            var same = await File.ReadAllTextAsync(file, cancellationToken) == Name;
            File.Delete(file);
            return same
                ? ProbeResult.Works($"{full} can be written. Every node must see the same folder.")
                : ProbeResult.Fails($"{full} does not give back what was written. Check the file system {key} points to.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return ProbeResult.Fails($"{full} cannot be written: {refused.Message} Check {key} and the folder's rights.");
        }
    }
}
