using Amazon.S3;
using Amazon.S3.Model;
using Portal.Domain.Storage;

namespace Portal.Jobs.Storage;

/// <summary>Files in a bucket of our own; for several nodes without a shared folder.</summary>
public sealed class S3FileStore(IAmazonS3 s3, S3StorageOptions options) : IFileStore
{
    public async Task<long> WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        // A bucket wants the length first; a file that deletes itself keeps memory flat.
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"portal-{Guid.NewGuid():N}");
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await write(file, cancellationToken);
        await file.FlushAsync(cancellationToken);
        file.Position = 0;
        var bytes = file.Length;

        // In one piece, signed as a whole: not every S3 server takes the signatures of single chunks out again.
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = options.Bucket, Key = KeyOf(key), InputStream = file, AutoCloseStream = false, UseChunkEncoding = false }, cancellationToken);
        return bytes;
    }

    public async Task<Stream> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await s3.GetObjectAsync(new GetObjectRequest { BucketName = options.Bucket, Key = KeyOf(key) }, cancellationToken);
            return reply.ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
        {
            throw new FileNotFoundException($"The file store has nothing under “{key}”.", e);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        s3.DeleteObjectAsync(options.Bucket, KeyOf(key), cancellationToken);

    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        var key = $"proof/{Guid.NewGuid():N}";
        await WriteAsync(key, (stream, token) => stream.WriteAsync(new byte[] { 1 }, token).AsTask(), cancellationToken);
        await using (await OpenAsync(key, cancellationToken))
        {
        }

        await DeleteAsync(key, cancellationToken);
    }

    private string KeyOf(string key) => options.Prefix.Length == 0 ? key : $"{options.Prefix.Trim('/')}/{key}";
}
