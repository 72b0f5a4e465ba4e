using Portal.Jobs.Storage;
using Portal.Tests.Support;

namespace Portal.Tests.Storage;

/// <summary>Against other people's S3 server (s3rver), which <c>./test</c> fetches.</summary>
public sealed class S3FileStoreTests : IAsyncLifetime
{
    private S3Rver? _server;
    private S3FileStore? _store;

    [Fact]
    public async Task What_is_written_is_read_back_and_gone_after_it_was_deleted()
    {
        Assert.SkipWhen(_store is null, S3Rver.WhyNot);

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
        if (await S3Rver.StartAsync("portal") is not { } server)
        {
            return;
        }

        _server = server;
        var options = new S3StorageOptions
        {
            Bucket = "portal",
            Prefix = "files",
            ServiceUrl = server.Url,
            Region = "us-east-1",
            AccessKey = S3Rver.Key,
            SecretKey = S3Rver.Key,
            ForcePathStyle = true,
        };
        _store = new S3FileStore(StorageJobs.Client(options), options);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
