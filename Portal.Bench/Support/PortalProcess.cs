using System.Diagnostics;

namespace Portal.Bench;

/// <summary>A demonstration of the portal as a process of its own, until it is ready; it ends politely, so that it takes its database with it.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private const string Ready = "Portal is ready at ";
    private readonly Process _process;
    private readonly Task _draining;

    private PortalProcess(Process process, string url)
    {
        _process = process;
        _draining = process.StandardOutput.ReadToEndAsync();
        Url = new Uri(url);
        Memory = new ProcessMemory(process.Id);
    }

    public Uri Url { get; }

    public ProcessMemory Memory { get; }

    public bool HasEnded => _process.HasExited;

    public static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    /// <param name="environment">Settings, with <c>:</c> or <c>__</c> between their parts.</param>
    public static async Task<PortalProcess> StartAsync(string data, IEnumerable<string> more, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Beside("Portal.dll"), "serve", "--demo", "--data", data, "--port", "0", .. more]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (key, value) in environment)
        {
            start.Environment[key.Replace(":", "__")] = value;
        }

        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The portal did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                return new PortalProcess(process, line[Ready.Length..].Trim());
            }
        }

        throw new InvalidOperationException("The portal ended before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        using (var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
    }
}
