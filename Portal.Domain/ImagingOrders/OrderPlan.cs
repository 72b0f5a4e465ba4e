namespace Portal.Domain.ImagingOrders;

/// <summary>An order before it is anybody's: what goes where, and how it is converted.</summary>
/// <param name="Conversion">Null: imported as it is.</param>
/// <param name="Parameters">Of the conversion, ready to use.</param>
/// <param name="Paths">Each once, below the group's folder; of an image within a file, with its id.</param>
public sealed record PlannedOrder(Destination Destination, Conversion? Conversion, IReadOnlyList<ConversionParameter> Parameters, IReadOnlyList<string> Paths)
{
    /// <summary>Written onto each of its images.</summary>
    public IReadOnlyList<MetadataPair> Metadata { get; init; } = [];

    /// <summary>The files, without the images that are taken out of them.</summary>
    public IReadOnlyList<string> Files => [.. Paths.Select(p => OrderPath.Read(p).Path)];
}

/// <summary>Which orders a choice of files and destinations makes: one for each destination and conversion, and one for each image that is taken out of a file.</summary>
public static class OrderPlan
{
    public static IReadOnlyList<PlannedOrder> Of(IReadOnlyList<OrderPath> items, IReadOnlyList<Destination> destinations, ConversionRules rules)
    {
        var groups = items.Distinct().GroupBy(i => rules.Of(i.Path)).ToList();
        return [.. destinations.Distinct().SelectMany(d => groups.SelectMany(g => Orders(d, g.Key, [.. g])))];
    }

    private static IEnumerable<PlannedOrder> Orders(Destination destination, Conversion? conversion, IReadOnlyList<OrderPath> items)
    {
        if (conversion is not { TakesSubImages: true })
        {
            yield return Order(destination, conversion, null, items);
            yield break;
        }

        foreach (var item in items.Where(i => i.SubImage is not null))
        {
            yield return Order(destination, conversion, item.SubImage, [item]);
        }

        if (items.Where(i => i.SubImage is null).ToList() is { Count: > 0 } whole)
        {
            yield return Order(destination, conversion, null, whole);
        }
    }

    private static PlannedOrder Order(Destination destination, Conversion? conversion, string? subImage, IReadOnlyList<OrderPath> items) =>
        new(destination, conversion, conversion?.For(subImage) ?? [], [.. items.Select(i => subImage is null ? i.Path : i.ToString()).Distinct(StringComparer.Ordinal)]);
}
