using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>
/// OMERO was shown the copy on this machine; what it keeps is links. Each is turned to the copy beside the source before the one here goes.
/// Done twice it is done once.
/// </summary>
public sealed class LinkRedirect(IOptions<ImagingOrderOptions> options)
{
    private const int Deepest = 10;

    /// <returns>What could not be done, one sentence each.</returns>
    public IReadOnlyList<string> Run(IEnumerable<string> prefixes, string temporary, string lastingFolder)
    {
        var (problems, root) = (new List<string>(), Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Value.ManagedRepository)));
        foreach (var prefix in prefixes)
        {
            var folder = Path.GetFullPath(Path.Combine(root, prefix));
            if (!folder.StartsWith(root + "/", StringComparison.Ordinal) || !Directory.Exists(folder))
            {
                problems.Add($"OMERO’s folder {prefix} is not below {root}, so its links still lead to the copy that goes. See {ImagingOrderOptions.ManagedRepositoryKey}.");
                continue;
            }

            foreach (var link in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = Deepest }).Where(f => f.LinkTarget is not null).ToList())
            {
                Turn(link, temporary, lastingFolder, problems);
            }
        }

        return problems;
    }

    private static void Turn(FileSystemInfo link, string temporary, string lastingFolder, List<string> problems)
    {
        if (!link.LinkTarget!.StartsWith(temporary.TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            return; // turned already, or never ours
        }

        var target = $"{lastingFolder}/{Path.GetFileName(link.LinkTarget)}";
        if (!Path.Exists(target))
        {
            problems.Add($"{target} is not there; the link to it in OMERO would lead nowhere, and leads to the copy that goes.");
            return;
        }

        // In one move, so that OMERO never finds nothing.
        var turned = $"{link.FullName}.turned";
        File.Delete(turned);
        File.CreateSymbolicLink(turned, target);
        File.Move(turned, link.FullName, overwrite: true);
    }
}
