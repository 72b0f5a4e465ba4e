using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>Reads a manifest out of memory, or out of a stream that is made as it is read.</summary>
internal static class Manifests
{
    public static Task<ManifestTable> ReadAsync(string content, string name = "a.tsv") => ReadAsync(System.Text.Encoding.UTF8.GetBytes(content), name);

    public static Task<ManifestTable> ReadAsync(byte[] content, string name) => ReadAsync(() => new MemoryStream(content), name);

    public static Task<ManifestTable> ReadAsync(Func<Stream> open, string name) => new ManifestReader(new OneFile(open)).ReadAsync("key", name, CancellationToken.None);

    private sealed class OneFile(Func<Stream> open) : IFileStore
    {
        public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) => Task.FromResult(open());

        public Task<long> WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
