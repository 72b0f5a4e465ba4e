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
/// <param name="Text">Part of a file's path, of the uuid, the group or the user.</param>
/// <param name="From">Made then or later.</param>
/// <param name="Until">Made before.</param>
public sealed record OrderFilter(string? Group = null, OrderState? State = null, string? User = null, string? Container = null, string? Format = null, string? Text = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null, Guid? Watch = null)
{
    /// <summary>For orders that are imported as they are.</summary>
    public const string AsItIs = "none";

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
        orders = From is null ? orders : orders.Where(o => o.CreatedAt >= filter.From);
        orders = Until is null ? orders : orders.Where(o => o.CreatedAt < filter.Until);
        orders = Watch is null ? orders : orders.Where(o => o.WatchId == filter.Watch);
        return Text is null ? orders : Holding(orders, $"%{Escaped(Text.ToLowerInvariant())}%");
    }

    private static IQueryable<ImagingOrder> Holding(IQueryable<ImagingOrder> orders, string pattern) =>
        orders.Where(o => EF.Functions.Like(EF.Property<string>(o, "SearchText"), pattern, @"\"));

    private static string Escaped(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
