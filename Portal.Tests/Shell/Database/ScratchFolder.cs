using System.Diagnostics;
using Shouldly;

namespace Portal.Tests.Shell.Database;

/// <summary>A folder that is gone after the test, open enough for the account PostgreSQL runs as.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"portal-test-{Guid.CreateVersion7():N}")).FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>As a folder only root can enter, in which `mktemp -d` would have put it.</summary>
    public void CloseToOthers()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public bool IsPrivate(string file) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(this[file]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose()
    {
        if (File.Exists(this["postgres-location"]))
        {
            Directory.Delete(File.ReadAllText(this["postgres-location"]).Trim(), recursive: true);
        }
        Directory.Delete(Path, recursive: true);
    }

    public static async Task KillAsync(int processId)
    {
        using (var process = Process.GetProcessById(processId))
        {
            process.Kill();
        }
        (await EndsAsync(processId)).ShouldBeTrue();
    }

    /// <summary>True as soon as nothing of the process but its number is left: not every init collects the dead at once.</summary>
    public static async Task<bool> EndsAsync(int processId)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(20))
        {
            if (await CommandLineAsync(processId) is "")
            {
                return true;
            }
        }
        return false;
    }

    private static async Task<string> CommandLineAsync(int processId)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return ""; // Gone, perhaps while being read.
        }
    }
}
