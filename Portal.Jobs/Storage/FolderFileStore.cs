using Portal.Domain.Storage;

namespace Portal.Jobs.Storage;

/// <summary>Files below one folder. A file appears under its key only when it is whole.</summary>
public sealed class FolderFileStore(string root) : IFileStore
{
    private readonly string _root = System.IO.Path.GetFullPath(root);

    public async Task<long> WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = Resolve(key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            long bytes;
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920, FileOptions.Asynchronous))
            {
                await write(file, cancellationToken);
                await file.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
                bytes = file.Length;
            }

            File.Move(partial, path, overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var path = Resolve(key);
        return File.Exists(path)
            ? Task.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 81920, FileOptions.Asynchronous | FileOptions.SequentialScan))
            : throw new FileNotFoundException($"The file store has nothing under “{key}”.");
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = Resolve(key);
        if (File.Exists(path)) // nor its folder, when nothing was ever stored there
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        var key = $"proof/{Guid.NewGuid():N}";
        await WriteAsync(key, (stream, token) => stream.WriteAsync(new byte[] { 1 }, token).AsTask(), cancellationToken);
        await using (await OpenAsync(key, cancellationToken))
        {
        }

        await DeleteAsync(key, cancellationToken);
    }

    private string Resolve(string key)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(_root, key));
        return path.StartsWith(_root + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"“{key}” leads out of the file store.", nameof(key));
    }
}
