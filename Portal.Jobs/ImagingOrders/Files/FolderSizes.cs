using System.IO.Enumeration;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Files;

/// <param name="IsWhole">All of it was counted; otherwise it is at least so large.</param>
public sealed record FolderSize(long Bytes, bool IsWhole);

/// <summary>How large folders are that are one image. They can hold a million files on slow storage, so counting ends somewhere.</summary>
public sealed class FolderSizes(GroupFolders folders, Permissions permissions, TimeProvider clock)
{
    /// <summary>So many files of a folder are counted.</summary>
    public const int MostFiles = 20_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <param name="paths">Below the group's folder.</param>
    /// <returns>By path; what there was no time for is left out.</returns>
    public async Task<IReadOnlyDictionary<string, FolderSize>> OfAsync(string groupName, IReadOnlyCollection<string> paths, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(groupName), Role.Curator, "look through a group’s images", cancellationToken);
        using var group = folders.Open(groupName);
        var (sizes, from) = (new Dictionary<string, FolderSize>(StringComparer.Ordinal), clock.GetTimestamp());
        foreach (var path in paths)
        {
            await Task.Yield(); // others may go on in between
            if (clock.GetElapsedTime(from) < Longest)
            {
                sizes[path] = Count(group, OrderPath.Read(path).Path, from, cancellationToken);
            }
        }

        return sizes;
    }

    // Each folder is opened and judged as everything is, so that none below can be swapped for a link that leads out.
    private FolderSize Count(GroupFolder group, string path, long from, CancellationToken cancellationToken)
    {
        var (bytes, files, waiting) = (0L, 0, new Stack<string>([path]));
        try
        {
            while (waiting.TryPop(out var below))
            {
                using var folder = group.Look(below);
                foreach (var name in folder is { IsFolder: true } ? Names(folder) : [])
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (++files > MostFiles || clock.GetElapsedTime(from) > Longest)
                    {
                        return new(bytes, IsWhole: false);
                    }

                    var status = ConfinedFile.StatusOf(folder!, name);
                    bytes += status is { IsFile: true } file ? file.Size : 0;
                    if (status is { IsFolder: true })
                    {
                        waiting.Push($"{below}/{name}");
                    }
                }
            }

            return new(bytes, IsWhole: true);
        }
        catch (Exception e) when (e is PathRefusedException or UnreadableFileException or UnauthorizedAccessException)
        {
            return new(bytes, IsWhole: false); // what could be seen is counted
        }
    }

    private static IEnumerable<string> Names(ConfinedEntry folder) =>
        new FileSystemEnumerable<string>(folder.Here, (ref FileSystemEntry e) => e.FileName.ToString(), new EnumerationOptions { AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false });
}
