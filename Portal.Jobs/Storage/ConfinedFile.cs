using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Portal.Jobs.Storage;

/// <summary>
/// Opens a file or folder that strangers laid down. It is opened first and judged after: what the open thing really is, wherever links led,
/// must lie below the root. So nothing can be swapped between the look and the reading, and a pipe does not block.
/// </summary>
internal static partial class ConfinedFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;
    private const int OfTheDescriptor = 0x1000;
    private const int NotThroughLinks = 0x100;
    private const uint TypeSizeAndTime = 0x1 | 0x40 | 0x200;
    private const int LongestPath = 4096;

    /// <param name="root">Real path of the folder nothing may leave.</param>
    /// <returns>Null when there is nothing of that name.</returns>
    /// <exception cref="UnreadableFileException">It is no ordinary file, lies outside, or may not be read.</exception>
    public static FileStream? Open(string path, string root) => Judged(path, root) is { } file ? new FileStream(file.Handle, FileAccess.Read, bufferSize: 0) : null;

    /// <summary>How many bytes <see cref="Open"/> would find.</summary>
    public static long? SizeOf(string path, string root)
    {
        using var file = Judged(path, root);
        return file?.Size;
    }

    public static bool IsBelow(string path, string root) => path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Opens what is there, file or folder; the root itself too.</summary>
    /// <param name="root">Null: it may lie anywhere.</param>
    public static ConfinedEntry? Look(string path, string? root)
    {
        var descriptor = OpenFile(path, ReadOnly | NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotADirectory && TargetOf(path) is null ? null : throw new UnreadableFileException($"cannot be opened: {new Win32Exception(error).Message}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var real = TargetOf($"/proc/self/fd/{descriptor}") ?? "";
            if (root is not null && real != root && !IsBelow(real, root))
            {
                throw new UnreadableFileException($"leads out of the results folder, to {real}") { LeadsOut = true };
            }

            return Status(descriptor, "", OfTheDescriptor, TypeSizeAndTime, out var status) == 0 ? new(handle, real, status)
                : throw new UnreadableFileException($"cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>What a name in an open folder is, without opening it; null when it is gone.</summary>
    public static FileStatus? StatusOf(ConfinedEntry folder, string name) =>
        Status((int)folder.Handle.DangerousGetHandle(), name, NotThroughLinks, TypeSizeAndTime, out var status) == 0 ? status : null;

    private static ConfinedEntry? Judged(string path, string root)
    {
        var file = Look(path, root);
        if (file is null or { IsFile: true })
        {
            return file;
        }

        file.Dispose();
        throw new UnreadableFileException(file.IsFolder ? "is a folder, not a file" : "is a pipe or socket, not a file");
    }

    // Many files are looked at: without an object for each.
    private static string? TargetOf(string link)
    {
        Span<byte> target = stackalloc byte[LongestPath];
        var length = (int)ReadLink(link, ref MemoryMarshal.GetReference(target), LongestPath);
        return length < 0 ? null : Encoding.UTF8.GetString(target[..length]);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, ref byte target, nint room);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int descriptor, string path, int flags, uint mask, out FileStatus status);
}

/// <summary>Something open, and what it is; whoever holds it closes it, or the stream made of it does.</summary>
internal sealed class ConfinedEntry(SafeFileHandle handle, string real, FileStatus status) : IDisposable
{
    public SafeFileHandle Handle => handle;

    /// <summary>Where it really lies.</summary>
    public string Real => real;

    public bool IsFile => status.IsFile;

    public bool IsFolder => status.IsFolder;

    public long Size => status.Size;

    public DateTimeOffset ModifiedAt => status.ModifiedAt;

    /// <summary>By this path names in an open folder are reached, whatever has become of its own path.</summary>
    public string Here => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    public void Dispose() => handle.Dispose();
}

/// <summary>Linux' <c>struct statx</c>, which is the same on every processor; what is not asked for is left out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const int TypeBits = 0xF000;

    [FieldOffset(28)] private readonly ushort _mode;

    [FieldOffset(40)] private readonly ulong _size;

    [FieldOffset(112)] private readonly long _modified;

    public long Size => (long)_size;

    // A file may claim any time.
    public DateTimeOffset ModifiedAt => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(_modified, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    public bool IsFile => (_mode & TypeBits) == 0x8000;

    public bool IsFolder => (_mode & TypeBits) == 0x4000;

    public bool IsLink => (_mode & TypeBits) == 0xA000;
}

/// <summary>Why a file was not read; goes on after the file's name.</summary>
internal sealed class UnreadableFileException(string message) : Exception(message)
{
    /// <summary>It is there, but outside.</summary>
    public bool LeadsOut { get; init; }
}
