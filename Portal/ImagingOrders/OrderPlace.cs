using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.ImagingOrders;

/// <summary>Where somebody who chooses files is; the query part of the address.</summary>
public static class OrderPlace
{
    public static string Browse(string? group, string? path = null, string? search = null) => QueryHelpers.AddQueryString("imaging-orders/new", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["group"] = group,
        ["path"] = path,
        ["search"] = search,
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    /// <summary>The folders on the way to a path, each with its own; a file that is opened is one of them.</summary>
    public static IReadOnlyList<(string Name, string Path)> Way(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Select((name, i) => (name, string.Join('/', parts.Take(i + 1))))];
    }
}

/// <summary>When an order goes, as the form asks it.</summary>
public enum WishedStart
{
    Now,
    Held,
    At,
}

/// <summary>Where files go and when, while somebody fills it in.</summary>
public sealed class DestinationWish
{
    public string Type { get; set; } = nameof(DestinationType.Dataset);
    public long? Id { get; set; }
    public string? User { get; set; }
    public WishedStart When { get; set; }

    /// <summary>In the zone the page shows.</summary>
    public DateTime? At { get; set; }

    public OrderStart Start(TimeZoneInfo zone) => When switch
    {
        WishedStart.Held => new(Hold: true),
        WishedStart.At when At is { } at => new(At: new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime()),
        _ => new(),
    };
}
