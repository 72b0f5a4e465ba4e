using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Leica;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Files;

/// <summary>What somebody who chooses images sees: their group's folder and nothing else. Who tries to look elsewhere is written down.</summary>
public sealed class ImageFiles(GroupFolders folders, ImagingConfiguration configuration, Permissions permissions, IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const int MostAtOnce = 1_000;
    private const int MostToChoose = 10_000;
    private const int MostWrittenDown = 100;
    private const string PathRule = "path";

    /// <summary>The groups somebody may order for, each as a folder.</summary>
    public async Task<FileListing> GroupsAsync(Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        if (!grants.MaySomewhere(Role.Curator))
        {
            throw new NotAllowedException("To look through images you need the role Curator in a group.");
        }

        var groups = folders.Groups.Where(g => grants.May(Scopes.OmeroGroup(g), Role.Curator)).Select(g => new FileEntry(g, "", FileKind.Folder, CanChoose: false, null, null, null, null)).ToList();
        return new("", "", groups, groups.Count, Next: null);
    }

    /// <exception cref="RuleException">There is nothing, it cannot be read, or it leads out of the group's folder.</exception>
    public async Task<FileListing> ListAsync(FileQuestion question, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(question.Group), Role.Curator, "look through a group’s images", cancellationToken);
        using var group = folders.Open(question.Group);
        return await GuardedAsync(question.Group, () => List(question with { Limit = Math.Clamp(question.Limit, 1, MostAtOnce) }, group), by, cancellationToken);
    }

    /// <summary>Everything in a folder, or within a file, that can be chosen and fits the question; what lies deeper does not.</summary>
    public async Task<IReadOnlyList<string>> ChoosableAsync(FileQuestion question, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(question.Group), Role.Curator, "look through a group’s images", cancellationToken);
        using var group = folders.Open(question.Group);
        return await GuardedAsync(question.Group, () => Choosable(question with { Limit = MostToChoose, Cursor = null }, group), by, cancellationToken);
    }

    /// <summary>Bytes that can still be written where the group's images lie.</summary>
    public async Task<long> FreeAsync(string groupName, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(groupName), Role.Curator, "look through a group’s images", cancellationToken);
        using var group = folders.Open(groupName);
        return group.Free;
    }

    /// <summary>Looks at what is to be ordered and says of each what is wrong with it; what leads out is written down.</summary>
    /// <returns>In the order asked.</returns>
    public async Task<IReadOnlyList<CheckedFile>> LookAtAsync(string groupName, IReadOnlyList<string> paths, Actor by, CancellationToken cancellationToken)
    {
        using var group = folders.Open(groupName);
        var (looked, refused) = (new List<CheckedFile>(), new List<PathRefusedException>());
        foreach (var path in paths)
        {
            try
            {
                looked.Add(Looked(group, path));
            }
            catch (PathRefusedException leadsOut)
            {
                refused.Add(leadsOut);
                looked.Add(new(path, Ordered: null, Size: null, ModifiedAt: null, PathRule, Refusal(groupName, leadsOut).Message));
            }
        }

        await WriteDownAsync(groupName, refused, by, cancellationToken);
        return looked;
    }

    /// <summary>Which of the paths stay inside the group's folder; each that does not is written down.</summary>
    public async Task<IReadOnlyList<string>> InsideAsync(string groupName, IReadOnlyList<string> paths, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(groupName), Role.Curator, "look through a group’s images", cancellationToken);
        return [.. (await LookAtAsync(groupName, paths, by, cancellationToken)).Where(f => f.Rule != PathRule).Select(f => f.Path)];
    }

    /// <summary>Looks again at what is to be ordered, at the moment it is: it must be there, readable, and not empty.</summary>
    /// <param name="withFolders">A plain folder will do too: others may have ordered one.</param>
    /// <returns>The paths as the importer sees them, in the order asked.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(string groupName, IReadOnlyList<string> paths, Actor by, CancellationToken cancellationToken, bool withFolders = false)
    {
        using var group = folders.Open(groupName);
        return await GuardedAsync(groupName, () => (IReadOnlyList<string>)[.. paths.Select(p => Ordered(group, p, withFolders).Ordered!)], by, cancellationToken);
    }

    private FileListing List(FileQuestion question, GroupFolder group)
    {
        var path = OrderPath.Read(question.Path);
        using var entry = group.Look(path.Path) ?? throw Missing(path);
        if (entry.IsFile && ListingRules.IsContainer(path.Path))
        {
            return LeicaListing.Of(group, path, question, configuration.Rules);
        }

        if (path.SubImage is not null)
        {
            throw new RuleException("not-there", $"“{path.Path}” is a folder; it holds no images that have ids.", 404);
        }

        var reading = new FolderReading(group, configuration.Rules);
        return ListingRules.KindOf(path.Path, entry.IsFolder) == FileKind.Folder ? reading.Page(question, path, entry) : Single(reading, group, path, entry);
    }

    private static FileListing Single(FolderReading reading, GroupFolder group, OrderPath path, ConfinedEntry entry)
    {
        var single = reading.Entry(path, entry);
        return single.Kind == FileKind.Zarr || ImageFormats.Reads(single.Name) ? new(group.Group, path.Path, [single], 1, Next: null, group.Free)
            : throw new RuleException("not-an-image", $"“{path.Path}” is no file OMERO or a conversion can read.", 400);
    }

    private IReadOnlyList<string> Choosable(FileQuestion question, GroupFolder group)
    {
        var path = OrderPath.Read(question.Path);
        using var entry = group.Look(path.Path) ?? throw Missing(path);
        return entry.IsFolder && ListingRules.KindOf(path.Path, isFolder: true) == FileKind.Folder ? new FolderReading(group, configuration.Rules).Choosable(question, path, entry)
            : [.. List(question, group).Entries.Where(e => e.CanChoose).Select(e => e.Path)];
    }

    private static CheckedFile Looked(GroupFolder group, string text)
    {
        try
        {
            return Ordered(group, text, withFolders: false);
        }
        catch (RuleException problem)
        {
            return new(text, Ordered: null, Size: null, ModifiedAt: null, problem.Rule, problem.Message);
        }
        catch (UnreadableFileException unreadable)
        {
            return new(text, Ordered: null, Size: null, ModifiedAt: null, "unreadable", $"“{text}” {unreadable.Message}. Ask whoever looks after the storage.");
        }
    }

    private static CheckedFile Ordered(GroupFolder group, string text, bool withFolders)
    {
        var path = OrderPath.Read(text);
        using var entry = group.Look(path.Path) ?? throw Missing(path);
        var kind = ListingRules.KindOf(path.Path, entry.IsFolder);
        var image = path.SubImage is null ? null : LeicaListing.Find(group, path);
        if (image is { Facts: null })
        {
            throw new RuleException("not-an-image", $"“{path}” is a folder of images. Choose the images in it.", 400);
        }

        return (entry.IsFile || kind == FileKind.Zarr) && FolderReading.CanChoose(path.Path, kind, entry.Size) || (withFolders && entry.IsFolder && path.Path.Length > 0)
            ? new(text, group.Ordered(entry), entry.IsFile ? entry.Size : null, entry.ModifiedAt) { ImageName = image?.Name, ImageSize = image?.Facts is { Bytes: > 0 and var bytes } ? bytes : null }
            : throw new RuleException("not-an-image", entry is { IsFile: true, Size: 0 }
                ? $"“{path.Path}” is empty. Wait until it is written, or choose another."
                : $"“{path.Path}” cannot be imported: it is no file or zarr folder that OMERO or a conversion can read.", 400);
    }

    // A path that leads out is written down before it is refused.
    private async Task<T> GuardedAsync<T>(string group, Func<T> look, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            return look();
        }
        catch (PathRefusedException refused)
        {
            await WriteDownAsync(group, [refused], by, cancellationToken);
            throw Refusal(group, refused);
        }
        catch (UnreadableFileException unreadable)
        {
            throw new RuleException("unreadable", $"It {unreadable.Message}. Ask whoever looks after the storage.");
        }
    }

    private async Task WriteDownAsync(string group, IReadOnlyList<PathRefusedException> refused, Actor by, CancellationToken cancellationToken)
    {
        if (refused.Count > 0)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            db.AuditEntries.AddRange(refused.Take(MostWrittenDown).Select(r => Entry(group, r, by, clock.GetUtcNow())));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Who tried to leave the group's folder.</summary>
    internal static AuditEntry Entry(string group, PathRefusedException refused, Actor by, DateTimeOffset now) =>
        AuditEntry.Of(by, now, "imaging-files.refuse", $"imaging-files:{group}", $"{group} · {refused.Path}", Scopes.OmeroGroup(group), before: null, after: new { refused.Path, refused.Why }, why: refused.Why);

    /// <summary>What they are told.</summary>
    internal static RuleException Refusal(string group, PathRefusedException refused) => new(PathRule, $"{refused.Message} Only what lies in the folder of {group} can be chosen.", 403);

    private static RuleException Missing(OrderPath path) => new("not-there", $"There is no “{path.Path}” in the group’s folder. Check the spelling, or browse to it.", 404);
}
