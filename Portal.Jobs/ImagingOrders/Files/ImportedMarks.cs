using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Files;

/// <param name="IsDone">Imported; otherwise on its way.</param>
public sealed record ImportedMark(string Path, Destination Destination, string Order, bool IsDone);

/// <summary>What of a folder was imported already, or is on its way, and to where: by the portal's orders and by everybody else's.</summary>
public sealed class ImportedMarks(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, GroupFolders folders, ImportRows rows)
{
    private const int MostRows = 2_000;

    /// <param name="folder">Below the group's folder; a file that is opened like one counts too.</param>
    /// <param name="paths">What is shown of it.</param>
    /// <returns>By path the marks, the newest first.</returns>
    public async Task<ILookup<string, ImportedMark>> OfAsync(string group, string folder, IReadOnlyCollection<string> paths, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "look through a group’s images", cancellationToken);
        var shown = paths.ToHashSet(StringComparer.Ordinal);
        List<ImportedMark> marks = [.. await OwnAsync(group, [.. shown], cancellationToken), .. rows.IsSet ? await OthersAsync(group, OrderPath.Read(folder).Path, cancellationToken) : []];
        return marks.Where(m => shown.Contains(m.Path)).DistinctBy(m => (m.Path, m.Destination)).ToLookup(m => m.Path, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<ImportedMark>> OwnAsync(string group, string[] paths, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = await db.Set<ImagingOrder>().FromSql($"SELECT * FROM portal.imaging_order WHERE group_name = {group} AND state NOT IN ('Failed', 'Withdrawn') AND paths ?| {paths} ORDER BY created_at DESC LIMIT {MostRows}")
            .AsNoTracking().ToListAsync(cancellationToken);
        return [.. from order in orders from path in order.Paths select new ImportedMark(path, order.Destination, $"{order.Id}", order.State == OrderState.Completed)];
    }

    // Paths in the table are JSON, in which every writer escapes other signs: those are left open, and what is found is compared after it is read.
    private async Task<IReadOnlyList<ImportedMark>> OthersAsync(string group, string folder, CancellationToken cancellationToken)
    {
        using var open = folders.Open(group);
        var prefix = open.Prefix(ListingRules.IsContainer(folder) ? folder[..Math.Max(0, folder.LastIndexOf('/'))] : folder);
        var found = await rows.ReadAsync("i.group_name = @group AND i.stage = @completed AND i.files LIKE @below ORDER BY i.id DESC LIMIT @limit", c =>
        {
            c.Parameters.AddWithValue("group", group);
            c.Parameters.AddWithValue("completed", ImportStages.Completed);
            c.Parameters.AddWithValue("below", $"%\"{Pattern(prefix)}%");
            c.Parameters.AddWithValue("limit", MostRows);
        }, cancellationToken);
        return [.. from row in found
            from file in row.Files let below = open.Below(file) where below is not null && long.TryParse(row.DestinationId, out _) && Enum.TryParse<DestinationType>(row.DestinationType, out _)
            select new ImportedMark(below, new(Enum.Parse<DestinationType>(row.DestinationType), long.Parse(row.DestinationId, System.Globalization.CultureInfo.InvariantCulture)), row.Uuid, IsDone: true)];
    }

    private static string Pattern(string path) => string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ' ' or '-' or '.' ? $"{c}" : "%"));
}
