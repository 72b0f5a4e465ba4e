using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>Which orders a list shows, or an action is for.</summary>
/// <param name="Group">Null: of every group one may see.</param>
/// <param name="User">Login in OMERO, whole.</param>
/// <param name="Container">Image of the conversion; <see cref="AsItIs"/> for orders without one.</param>
/// <param name="Format">Extension with its dot.</param>
/// <param name="Text">Part of a file's path, of the uuid, the group, the user or the importer's stage.</param>
/// <param name="From">What happened last with it happened then or later; always together with <paramref name="Until"/>.</param>
/// <param name="Until">And before.</param>
/// <param name="Outside">Those that did not change in between, instead of those that did.</param>
public sealed record OrderFilter(string? Group = null, OrderState? State = null, string? User = null, string? Container = null, string? Format = null, string? Text = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null, Guid? Watch = null, bool Outside = false)
{
    /// <summary>For orders that are imported as they are.</summary>
    public const string AsItIs = "none";

    private static readonly IReadOnlyList<string> Stages = [ImportStages.Pending, ImportStages.Started, ImportStages.Preprocessing, ImportStages.Completed, ImportStages.Failed];

    public bool IsEverything => this == new OrderFilter();

    /// <summary>The orders of the groups somebody may see.</summary>
    public static IQueryable<ImagingOrder> Visible(PortalDbContext db, Grants grants, Role role = Role.Viewer)
    {
        var scopes = grants.ScopesOf(role);
        var groups = scopes.Where(s => s.StartsWith(Scopes.OmeroGroupPrefix, StringComparison.Ordinal)).Select(s => s[Scopes.OmeroGroupPrefix.Length..]).ToList();
        return scopes.Contains(Scopes.Everything) ? db.Set<ImagingOrder>().AsNoTracking() : db.Set<ImagingOrder>().AsNoTracking().Where(o => groups.Contains(o.GroupName));
    }

    // A condition that is not wished for is not there at all: so each list has an index to go by.
    public IQueryable<ImagingOrder> Of(IQueryable<ImagingOrder> orders)
    {
        var (filter, format) = (this, Format?.ToLowerInvariant());
        orders = Group is null ? orders : orders.Where(o => o.GroupName == filter.Group);
        orders = State is null ? orders : orders.Where(o => o.State == filter.State);
        orders = User is null ? orders : orders.Where(o => o.UserName == filter.User);
        orders = Container is null ? orders : Container == AsItIs ? orders.Where(o => o.Container == null) : orders.Where(o => o.Container == filter.Container);
        orders = format is null ? orders : orders.Where(o => o.Format == format);
        orders = From is { } from && Until is { } until ? Within(orders, from, until) : orders;
        orders = Watch is null ? orders : orders.Where(o => o.WatchId == filter.Watch);
        return Text is null ? orders : Holding(orders, Text.ToLowerInvariant());
    }

    // No order changed before it was made: that bound has an index to go by.
    private IQueryable<ImagingOrder> Within(IQueryable<ImagingOrder> orders, DateTimeOffset from, DateTimeOffset until) => Outside
        ? orders.Where(o => (o.StageAt ?? o.EndedAt ?? o.CreatedAt) < from || (o.StageAt ?? o.EndedAt ?? o.CreatedAt) >= until)
        : orders.Where(o => o.CreatedAt < until && (o.StageAt ?? o.EndedAt ?? o.CreatedAt) >= from && (o.StageAt ?? o.EndedAt ?? o.CreatedAt) < until);

    // Stages change, so they are not in the text that is kept for searching; they are few, and a word that is in none of them costs nothing.
    private static IQueryable<ImagingOrder> Holding(IQueryable<ImagingOrder> orders, string text)
    {
        var (pattern, stages) = ($"%{Escaped(text)}%", Stages.Where(s => s.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList());
        return stages.Count == 0 ? orders.Where(o => EF.Functions.Like(EF.Property<string>(o, "SearchText"), pattern, @"\"))
            : orders.Where(o => EF.Functions.Like(EF.Property<string>(o, "SearchText"), pattern, @"\") || stages.Contains(o.Stage!));
    }

    private static string Escaped(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
