using System.Security.Cryptography;

namespace Portal.Shell.Idempotency;

/// <summary>
/// A request's body on its way to the handler, hashed as it is read, so that an upload is never held in memory. The boundary of a
/// multipart form is left out: programs invent another one for the same form.
/// </summary>
public sealed class HashedStream(Stream body, byte[] boundary) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _tail = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what the handler left, and says what the whole of it was.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        await CopyToAsync(Null, cancellationToken);
        _hash.AppendData(_tail);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = body.Read(buffer, offset, count);
        Take(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    // A boundary may begin in one piece and end in the next, so as much as that is kept back.
    private void Take(ReadOnlySpan<byte> piece)
    {
        if (boundary.Length == 0)
        {
            _hash.AppendData(piece);
            return;
        }

        byte[] joined = [.. _tail, .. piece];
        ReadOnlySpan<byte> rest = joined;
        int at;
        while ((at = rest.IndexOf(boundary)) >= 0)
        {
            _hash.AppendData(rest[..at]);
            rest = rest[(at + boundary.Length)..];
        }

        var keep = Math.Min(rest.Length, boundary.Length - 1);
        _hash.AppendData(rest[..^keep]);
        _tail = rest[^keep..].ToArray();
    }
}
