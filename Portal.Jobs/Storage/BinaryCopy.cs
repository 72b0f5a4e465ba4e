using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Portal.Jobs.Storage;

/// <summary>
/// Rows of <c>COPY … FROM STDIN (FORMAT BINARY)</c>, written as the bytes PostgreSQL documents (<c>sql-copy</c>, "Binary Format"). For the few tables that take
/// hundreds of thousands of rows at once: the driver's own importer looks every cell's type up and takes half a microsecond for it.
/// </summary>
public sealed class BinaryCopy : IAsyncDisposable
{
    private const int Enough = 64 * 1024;
    private static readonly DateOnly Epoch = new(2000, 1, 1); // from which PostgreSQL counts days and microseconds
    private readonly NpgsqlRawCopyStream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Enough);
    private bool _completed;

    private BinaryCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <param name="command">Names the columns in the order in which cells are written.</param>
    public static async Task<BinaryCopy> BeginAsync(NpgsqlConnection connection, string command, CancellationToken cancellationToken)
    {
        var copy = new BinaryCopy(await connection.BeginRawBinaryCopyAsync(command, cancellationToken));
        copy._buffer.Write("PGCOPY\n"u8);
        copy._buffer.Write<byte>([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]); // the signature's end, no flags, no extension
        return copy;
    }

    /// <summary>Begins a row; sends what was gathered once it is enough.</summary>
    public async ValueTask RowAsync(short cells, CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount >= Enough)
        {
            await SendAsync(cancellationToken);
        }

        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), cells);
        _buffer.Advance(sizeof(short));
    }

    public void Write(int value)
    {
        Length(sizeof(int));
        Length(value);
    }

    public void Write(long? value)
    {
        if (value is not { } number)
        {
            Length(-1);
            return;
        }

        Length(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(sizeof(long)), number);
        _buffer.Advance(sizeof(long));
    }

    public void Write(bool value)
    {
        Length(1);
        _buffer.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _buffer.Advance(1);
    }

    public void Write(DateOnly? value)
    {
        if (value is not { } day)
        {
            Length(-1);
            return;
        }

        Length(sizeof(int));
        Length(day.DayNumber - Epoch.DayNumber);
    }

    public void Write(DateTimeOffset value) => Write((value.UtcTicks - Epoch.ToDateTime(TimeOnly.MinValue).Ticks) / TimeSpan.TicksPerMicrosecond);

    public void Write(Guid value)
    {
        const int Bytes = 16;
        Length(Bytes);
        value.TryWriteBytes(_buffer.GetSpan(Bytes), bigEndian: true, out _);
        _buffer.Advance(Bytes);
    }

    /// <summary>Null is NULL.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            Length(-1);
            return;
        }

        var room = _buffer.GetSpan(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, bytes);
        _buffer.Advance(sizeof(int) + bytes);
    }

    /// <summary>Without it nothing of the copy stays.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), -1);
        _buffer.Advance(sizeof(short));
        await SendAsync(cancellationToken);
        _completed = true;
        await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_completed)
        {
            await _stream.CancelAsync();
            await _stream.DisposeAsync();
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    private void Length(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }
}
