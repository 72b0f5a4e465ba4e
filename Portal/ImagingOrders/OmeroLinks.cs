using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;

namespace Portal.ImagingOrders;

/// <summary>Addresses in OMERO's web client; null where none is configured.</summary>
public sealed class OmeroLinks(IOptions<ImagingOrderOptions> options)
{
    /// <summary>The dataset or screen an order goes to.</summary>
    public string? To(OrderView order) => order.OddDestination is null ? Show(order.DestinationType == DestinationType.Screen ? "screen" : "dataset", order.DestinationId) : null;

    /// <param name="kind"><c>dataset</c>, <c>screen</c>, <c>plate</c> or <c>image</c>.</param>
    public string? Show(string kind, long id) => Base is { } web ? $"{web}/webclient/?show={kind}-{id}" : null;

    /// <param name="thing">As a file's result names it: <c>Image:12</c>.</param>
    public string? Show(string thing) => thing.Split(':') is [var kind, var id] && long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? Show(kind.ToLowerInvariant(), number) : null;

    /// <summary>Everything that bears the order's id, which the importer writes onto each image and plate.</summary>
    public string? Search(string uuid) => Base is { } web ? $"{web}/webclient/search/?search_query={Uri.EscapeDataString(uuid)}" : null;

    private string? Base => options.Value.OmeroWeb is { Length: > 0 } web ? web.TrimEnd('/') : null;
}
