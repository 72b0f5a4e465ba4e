using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portal.Tests.Support;

/// <summary>Other people's S3 server (s3rver), which <c>./test</c> fetches and names in PORTAL_S3RVER.</summary>
public sealed class S3Rver : IAsyncDisposable
{
    public const string WhyNot = "s3rver is not here; ./test fetches it and names it in PORTAL_S3RVER.";
    public const string Key = "S3RVER";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-s3-").FullName;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private S3Rver(string program, string bucket, int port)
    {
        Url = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo(program, ["-d", _folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", bucket]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["NODE_OPTIONS"] = "--openssl-legacy-provider"; // its tokens for the next page use a cipher newer Nodes keep behind this
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.Contains("listening", StringComparison.OrdinalIgnoreCase) != false) // or its end
            {
                _listening.TrySetResult();
            }
        };
        _process.Start();
        _process.BeginOutputReadLine(); // a line per request: nobody reading them would stop it at a full pipe
        _process.BeginErrorReadLine();
    }

    public string Url { get; }

    /// <returns>Null where it was not fetched.</returns>
    public static async Task<S3Rver?> StartAsync(string bucket)
    {
        if (Environment.GetEnvironmentVariable("PORTAL_S3RVER") is not { Length: > 0 } program)
        {
            return null;
        }

        var server = new S3Rver(program, bucket, FreePort());
        await server._listening.Task;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
