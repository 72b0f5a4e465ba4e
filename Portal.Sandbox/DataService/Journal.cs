using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>
/// One JSON document per line, handed to the operating system line by line: what was answered survives kill -9.
/// A last line the kill tore is cut off at the next start.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _file;

    private Journal(FileStream file) => _file = file;

    public static Journal Open(string path, Action<JsonElement> replay)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            file.SetLength(Replay(file, path, replay));
            file.Seek(0, SeekOrigin.End);
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Append(ReadOnlySpan<byte> line)
    {
        _file.Write(line);
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Answers how many bytes of the file are whole lines.</summary>
    private static long Replay(FileStream file, string path, Action<JsonElement> replay)
    {
        var (whole, number) = (0L, 0);
        using var line = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = file.Read(chunk)) > 0;)
        {
            for (var rest = chunk.AsSpan(0, read); !rest.IsEmpty;)
            {
                var end = rest.IndexOf((byte)'\n');
                line.Write(end < 0 ? rest : rest[..end]);
                if (end < 0)
                {
                    break;
                }

                number++;
                ReplayLine(line, path, number, replay);
                whole += line.Length + 1;
                line.SetLength(0);
                rest = rest[(end + 1)..];
            }
        }

        return whole;
    }

    private static void ReplayLine(MemoryStream line, string path, int number, Action<JsonElement> replay)
    {
        try
        {
            using var document = JsonDocument.Parse(line.GetBuffer().AsMemory(0, (int)line.Length));
            replay(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"Line {number} of {path} cannot be replayed. Repair or remove the file to start afresh.", broken);
        }
    }
}
