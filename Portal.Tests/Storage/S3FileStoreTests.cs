using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portal.Jobs.Storage;

namespace Portal.Tests.Storage;

/// <summary>Against other people's S3 server (s3rver), which <c>./test</c> fetches.</summary>
public sealed class S3FileStoreTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-s3-").FullName;
    private Process? _server;
    private S3FileStore? _store;

    [Fact]
    public async Task What_is_written_is_read_back_and_gone_after_it_was_deleted()
    {
        Assert.SkipWhen(_store is null, "s3rver is not here; ./test fetches it and names it in PORTAL_S3RVER.");

        var bytes = await _store.WriteAsync("runs/1/plan.tsv", (stream, token) => stream.WriteAsync("hello"u8.ToArray(), token).AsTask(), CancellationToken.None);
        using (var reader = new StreamReader(await _store.OpenAsync("runs/1/plan.tsv", CancellationToken.None)))
        {
            (bytes, await reader.ReadToEndAsync()).ShouldBe((5, "hello"));
        }

        await _store.DeleteAsync("runs/1/plan.tsv", CancellationToken.None);
        await Should.ThrowAsync<FileNotFoundException>(() => _store.OpenAsync("runs/1/plan.tsv", CancellationToken.None));
        await _store.ProveAsync(CancellationToken.None);
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_S3RVER") is not { Length: > 0 } program)
        {
            return;
        }

        var port = FreePort();
        var start = new ProcessStartInfo(program, ["-d", _folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "portal"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        _server = Process.Start(start)!;
        while (await _server.StandardOutput.ReadLineAsync() is { } line && !line.Contains("listening", StringComparison.OrdinalIgnoreCase))
        {
        }

        var options = new S3StorageOptions
        {
            Bucket = "portal",
            Prefix = "files",
            ServiceUrl = $"http://127.0.0.1:{port}",
            Region = "us-east-1",
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
            ForcePathStyle = true,
        };
        _store = new S3FileStore(StorageJobs.Client(options), options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
