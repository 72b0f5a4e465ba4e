using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>
/// Opens a file that strangers laid down. It is opened first and judged after: what the open file really is, wherever links led,
/// must lie below the root and be an ordinary file. So nothing can be swapped between the look and the reading, and a pipe does not block.
/// </summary>
internal static partial class ConfinedFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;
    private const int OfTheDescriptor = 0x1000;
    private const uint TypeAndSize = 0x1 | 0x200;
    private const int LongestPath = 4096;

    /// <param name="root">Real path of the folder nothing may leave.</param>
    /// <returns>Null when there is nothing of that name.</returns>
    /// <exception cref="UnreadableFileException">It is no ordinary file, lies outside, or may not be read.</exception>
    public static FileStream? Open(string path, string root) => Judged(path, root) is { } file ? new FileStream(file.Handle, FileAccess.Read, bufferSize: 0) : null;

    /// <summary>How many bytes <see cref="Open"/> would find.</summary>
    public static long? SizeOf(string path, string root)
    {
        var file = Judged(path, root);
        file?.Handle.Dispose();
        return file?.Size;
    }

    public static bool IsBelow(string path, string root) => path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static (SafeFileHandle Handle, long Size)? Judged(string path, string root)
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
            if (!IsBelow(real, root))
            {
                throw new UnreadableFileException($"leads out of the results folder, to {real}");
            }

            return Status(descriptor, "", OfTheDescriptor, TypeAndSize, out var status) != 0 ? throw new UnreadableFileException($"cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}")
                : status.IsFolder ? throw new UnreadableFileException("is a folder, not a file")
                : status.IsFile ? (handle, status.Size)
                : throw new UnreadableFileException("is a pipe or socket, not a file");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
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

    /// <summary>Linux' <c>struct statx</c>, which is the same on every processor; what is not asked for is left out.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct FileStatus
    {
        private const int TypeBits = 0xF000;

        [FieldOffset(28)] private readonly ushort _mode;

        [FieldOffset(40)] private readonly ulong _size;

        public long Size => (long)_size;

        public bool IsFile => (_mode & TypeBits) == 0x8000;

        public bool IsFolder => (_mode & TypeBits) == 0x4000;
    }
}

/// <summary>Why a file was not read; goes on after the file's name.</summary>
internal sealed class UnreadableFileException(string message) : Exception(message);
