using System.Diagnostics;

namespace Portal.Sandbox.DigitalOcean;

/// <summary>The programs real droplets need; without them there are none.</summary>
internal sealed record DropletTools(string Sshd, string KeyGen, string Bash, string Dotnet, string Portal)
{
    /// <returns>Null, and why in a sentence, where something is missing.</returns>
    public static (DropletTools? Tools, string Why) Find()
    {
        var missing = new[] { "sshd", "ssh", "ssh-keygen", "rsync", "bash", "setsid", "xargs" }.Where(n => On(n) is null).ToList();
        var portal = PortalProgram();
        return missing.Count > 0 ? (null, $"The sandbox has no droplets: {string.Join(", ", missing)} is not installed (apt-get install rsync openssh-server).")
            : portal is null ? (null, "The sandbox has no droplets: the portal itself is not built beside it.")
            : (new(On("sshd")!, On("ssh-keygen")!, On("bash")!, On("dotnet") ?? "dotnet", portal), "");
    }

    /// <summary>Runs to its end; for what takes a moment.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
    }

    private static string? On(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin").Append("/usr/bin").Append("/bin")
        .Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    // Beside it among tests; in a checkout, where the same build put it.
    private static string? PortalProgram() => new[] { AppContext.BaseDirectory, AppContext.BaseDirectory.Replace("Portal.Sandbox", "Portal", StringComparison.Ordinal) }
        .Select(f => Path.Combine(f, "Portal.dll")).FirstOrDefault(File.Exists);
}
