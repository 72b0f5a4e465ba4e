namespace Portal.Domain.Storage;

/// <summary>Where uploads and artifacts live: a folder every node shares, or a bucket. Keys are relative: <c>gwo-manifests/0193…/manifest.tsv</c>.</summary>
public interface IFileStore
{
    /// <summary>Writes the whole of it or nothing. Returns how many bytes there were.</summary>
    Task<long> WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">Nothing is stored under the key.</exception>
    Task<Stream> OpenAsync(string key, CancellationToken cancellationToken);

    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes, reads back and removes a small file; throws with a sentence when that does not work.</summary>
    Task ProveAsync(CancellationToken cancellationToken);
}
