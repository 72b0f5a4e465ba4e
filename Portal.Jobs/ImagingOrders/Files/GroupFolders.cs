using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Leica;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Files;

/// <summary>Where each group's images lie. A group's folder is opened before anything in it, and nothing in it may lead out of it.</summary>
public sealed class GroupFolders(IOptions<ImagingOrderOptions> options, ImagingConfiguration configuration)
{
    /// <summary>Names of the groups that have a folder.</summary>
    public IReadOnlyList<string> Groups => [.. configuration.GroupFolders.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <exception cref="RuleException">The group has no folder, or it is not there.</exception>
    internal GroupFolder Open(string group)
    {
        if (options.Value.Mount is not { Length: > 0 } mount)
        {
            throw new RuleException("no-mount", $"No folder of images is configured. An administrator sets {ImagingOrderOptions.MountKey} to the folder that holds them.");
        }

        if (!configuration.GroupFolders.TryGetValue(group, out var folder))
        {
            throw new RuleException("no-group-folder", $"The group “{group}” has no folder. An administrator sets {ImagingOrderOptions.GroupFoldersKey}:{group} to its folder below {ImagingOrderOptions.MountKey}.");
        }

        try
        {
            using var root = ConfinedFile.Look(mount, root: null) ?? throw Missing(ImagingOrderOptions.MountKey);
            var opened = ConfinedFile.Look($"{root.Here}/{folder}", root.Real) ?? throw Missing($"{ImagingOrderOptions.GroupFoldersKey}:{group}");
            return opened.IsFolder && opened.Real != root.Real ? new GroupFolder(group, $"{mount.TrimEnd('/')}/{folder}", opened) : throw Missing($"{ImagingOrderOptions.GroupFoldersKey}:{group}");
        }
        catch (UnreadableFileException e)
        {
            throw new RuleException("group-folder", e.LeadsOut
                ? $"The folder of the group “{group}” is a link that leads out of the folder of images. An administrator checks {ImagingOrderOptions.GroupFoldersKey}:{group}."
                : $"The folder of the group “{group}” {e.Message}. An administrator checks {ImagingOrderOptions.GroupFoldersKey}:{group}.");
        }
    }

    private static RuleException Missing(string key) => new("group-folder", $"The folder that {key} names is not there. An administrator checks it.");
}

/// <summary>The open folder of one group.</summary>
/// <param name="path">As the importer and OMERO see it.</param>
internal sealed class GroupFolder(string group, string path, ConfinedEntry folder) : IDisposable
{
    public string Group => group;

    /// <summary>What is in Leica files; each is read once while the folder is open.</summary>
    public LeicaFiles Leica => field ??= new(this);

    /// <summary>Bytes that can still be written there.</summary>
    public long Free => new DriveInfo(folder.Real).AvailableFreeSpace;

    /// <summary>Below the group's folder, of a path an order names; null of another.</summary>
    public string? Below(string ordered) => ordered.StartsWith(path + "/", StringComparison.Ordinal) ? ordered[(path.Length + 1)..] : null;

    /// <summary>What orders that name files of a folder begin with.</summary>
    public string Prefix(string below) => below.Length == 0 ? $"{path}/" : $"{path}/{below}/";

    /// <summary>The path an order names: where the file really lies, as the importer sees it.</summary>
    public string Ordered(ConfinedEntry entry) => entry.Real == folder.Real ? path : path + entry.Real[folder.Real.Length..];

    /// <summary>Opens what lies there.</summary>
    /// <returns>Null when there is nothing.</returns>
    /// <exception cref="PathRefusedException">It leads out of the group's folder.</exception>
    /// <exception cref="UnreadableFileException">It may not be read.</exception>
    public ConfinedEntry? Look(string below)
    {
        try
        {
            return ConfinedFile.Look(below.Length == 0 ? folder.Here : $"{folder.Here}/{below}", folder.Real);
        }
        catch (UnreadableFileException e) when (e.LeadsOut)
        {
            throw new PathRefusedException(below, "a link in it leads out of the group’s folder");
        }
    }

    public void Dispose() => folder.Dispose();
}
