using System.ComponentModel;
using System.Runtime.InteropServices;
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

    /// <param name="root">Real path of the folder nothing may leave.</param>
    /// <returns>Null when there is nothing of that name.</returns>
    /// <exception cref="UnreadableFileException">It is no ordinary file, lies outside, or may not be read.</exception>
    public static FileStream? Open(string path, string root)
    {
        var descriptor = OpenFile(path, ReadOnly | NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotADirectory && !IsDanglingLink(path) ? null : throw new UnreadableFileException($"cannot be opened: {new Win32Exception(error).Message}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var real = new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget ?? "";
            if (!IsBelow(real, root))
            {
                throw new UnreadableFileException($"leads out of the results folder, to {real}");
            }

            if (Directory.Exists(real))
            {
                throw new UnreadableFileException("is a folder, not a file");
            }

            var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            return stream.CanSeek ? stream : throw new UnreadableFileException("is a pipe or socket, not a file");
        }
        catch (Exception e)
        {
            handle.Dispose();
            throw e is UnreadableFileException ? e : new UnreadableFileException($"cannot be read: {e.Message}");
        }
    }

    public static bool IsBelow(string path, string root) => path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static bool IsDanglingLink(string path) => new FileInfo(path).LinkTarget is not null;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}

/// <summary>Why a file was not read; goes on after the file's name.</summary>
internal sealed class UnreadableFileException(string message) : Exception(message);
