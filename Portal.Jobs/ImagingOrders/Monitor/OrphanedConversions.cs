using System.IO.Enumeration;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>A file, or folder that is one image, that a conversion left beside its source and no order accounts for.</summary>
/// <param name="Path">Below the group's folder.</param>
public sealed record OrphanedFile(string Group, string Path, long Bytes, DateTimeOffset ModifiedAt);

/// <param name="Cut">There is more than is told, or than was looked at.</param>
/// <param name="Problems">What could not be looked at, in words.</param>
public sealed record OrphanListing(IReadOnlyList<OrphanedFile> Files, int Looked, bool Cut, IReadOnlyList<string> Problems);

/// <summary>
/// Finds what conversions left in <c>.processed</c> beside the sources and nothing in OMERO comes from, as far as orders tell. It only lists:
/// what is imported in place is read from there for ever, and whoever knows better removes what is too much.
/// </summary>
public sealed class OrphanedConversions(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, GroupFolders folders)
{
    private const int Deepest = 20;
    private const int MostEntries = 500_000;
    private const int MostTold = 200;
    private const string MetadataFile = "metadata.csv";

    // Clocks differ, and the last byte is written after the order was called done.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The largest first.</summary>
    public async Task<OrphanListing> ListAsync(Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "look for what conversions left", cancellationToken);
        var (found, problems, looked) = (new List<OrphanedFile>(), new List<string>(), 0);
        foreach (var group in folders.Groups.TakeWhile(_ => looked < MostEntries))
        {
            try
            {
                var (there, entries) = Walk(group, MostEntries - looked, cancellationToken);
                looked += entries;
                var accounts = there.Count == 0 ? null : await AccountsAsync(group, cancellationToken);
                found.AddRange(there.Where(f => !accounts![FolderOf(f.Path)].Any(a => a.Explains(f))));
            }
            catch (Exception e) when (e is RuleException or IOException or UnauthorizedAccessException)
            {
                problems.Add(e.Message);
            }
        }

        return new([.. found.OrderByDescending(f => f.Bytes).ThenBy(f => f.Path, StringComparer.Ordinal).Take(MostTold)], looked, found.Count > MostTold || looked >= MostEntries, problems);
    }

    private (List<OrphanedFile> There, int Entries) Walk(string group, int most, CancellationToken cancellationToken)
    {
        using var open = folders.Open(group);
        using var root = open.Look("") ?? throw new RuleException("group-folder", $"The folder of {group} is not there.");
        var here = root.Here;
        var entries = new FileSystemEnumerable<(OrphanedFile File, bool Counts)>(here, (ref FileSystemEntry e) => (new(group, e.ToFullPath()[(here.Length + 1)..], e.IsDirectory ? 0 : e.Length, e.LastWriteTimeUtc), IsOne(ref e)),
            new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true, MaxRecursionDepth = Deepest, IgnoreInaccessible = true })
        {
            ShouldRecursePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint) && !ListingRules.IsZarr(e.FileName.ToString()),
        };
        var (there, looked) = (new List<OrphanedFile>(), 0);
        foreach (var (file, counts) in entries.Take(most))
        {
            cancellationToken.ThrowIfCancellationRequested();
            looked++;
            if (counts)
            {
                there.Add(ListingRules.IsZarr(file.Path) && file.Bytes == 0 ? file with { Bytes = Size($"{here}/{file.Path}") } : file);
            }
        }

        return (there, looked);
    }

    private static bool IsOne(ref FileSystemEntry entry)
    {
        var name = entry.FileName.ToString();
        return Path.GetFileName(entry.Directory.TrimEnd('/')).SequenceEqual(ContainerCommand.ProcessedFolder) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && name != MetadataFile
            && (entry.IsDirectory ? ListingRules.IsZarr(name) : ImageFormats.Reads(name));
    }

    private static long Size(string folder) => new FileSystemEnumerable<long>(folder, (ref FileSystemEntry e) => e.IsDirectory ? 0 : e.Length,
        new() { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = true, IgnoreInaccessible = true }).Sum();

    // By folder the sources that were converted and imported, or may still be.
    private async Task<ILookup<string, Account>> AccountsAsync(string group, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = await db.Set<ImagingOrder>().AsNoTracking().Where(o => o.GroupName == group && o.Container != null && o.State != OrderState.Withdrawn).ToListAsync(cancellationToken);
        var ids = orders.Where(o => o.State == OrderState.Failed).Select(o => o.Id).ToList();
        var imported = (await db.Set<ImagingOrderFile>().Where(f => ids.Contains(f.OrderId) && f.State == OrderFileState.Imported).Select(f => new { f.OrderId, f.Position }).ToListAsync(cancellationToken)).ToLookup(f => f.OrderId, f => f.Position);
        return orders.SelectMany(o => Sources(o, [.. imported[o.Id]])).ToLookup(a => a.Folder, StringComparer.Ordinal);
    }

    private static IEnumerable<Account> Sources(ImagingOrder order, HashSet<int> imported)
    {
        var failed = order.Failure?.FailedFiles ?? [];
        return order.Paths.Where((p, i) => order.State != OrderState.Failed || imported.Contains(i) || (failed.Count > 0 && imported.Count == 0 && !failed.Any(f => f.EndsWith(p, StringComparison.Ordinal))))
            .Select(p => OrderPath.Read(p).Path).Select(p => new Account(p.LastIndexOf('/') is >= 0 and var at ? p[..at] : "", Path.GetFileNameWithoutExtension(p), order.StartedAt ?? order.CreatedAt, order.EndedAt));
    }

    // Of plates/.processed/x.tif: plates.
    private static string FolderOf(string path) => path[..path.LastIndexOf('/')] is var processed && processed.LastIndexOf('/') is >= 0 and var at ? processed[..at] : "";

    /// <summary>A source some order converted.</summary>
    /// <param name="Stem">Its name without extension: conversions call what they make after it.</param>
    /// <param name="Until">Null: it is not over.</param>
    private sealed record Account(string Folder, string Stem, DateTimeOffset From, DateTimeOffset? Until)
    {
        public bool Explains(OrphanedFile file) => IsCalledAfter(Path.GetFileName(file.Path))
            || (file.ModifiedAt >= From - Slack && (Until is null || file.ModifiedAt <= Until + Slack));

        // “s.ome.tiff” and “s_1.ome.tiff” are, “stray.ome.tiff” is not.
        private bool IsCalledAfter(string name) => name.StartsWith(Stem, StringComparison.OrdinalIgnoreCase) && (name.Length == Stem.Length || !char.IsLetterOrDigit(name[Stem.Length]));
    }
}
