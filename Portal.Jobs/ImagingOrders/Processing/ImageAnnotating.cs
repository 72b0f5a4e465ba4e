using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Links what was imported into its Dataset, names it, and writes onto it where it came from.</summary>
public sealed class ImageAnnotating(OmeroClient omero, MetadataFiles metadata, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    /// <param name="image">What a conversion told of it; null: imported as it was.</param>
    /// <returns>What could not be done, one sentence each; none of it makes the import fail but a missing link.</returns>
    /// <exception cref="OmeroException">OMERO does not answer, or the images cannot be linked.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(ProcessedOrder order, ImagingOrderFile file, ImportWay way, ImportedThing imported, ConvertedImage? image, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(order.Row.User, order.Row.Group, cancellationToken);
        var ids = imported.Objects.Where(o => o.StartsWith("Image:", StringComparison.Ordinal)).Select(o => OmeroWords.Read(o["Image:".Length..])).ToList();
        if (way is ImportWay.File or ImportWay.Zarr && order.Destination.Type == DestinationType.Dataset)
        {
            await LinkAsync(login, order.Destination.Id, ids, cancellationToken);
        }

        var (pairs, problems) = await MetadataAsync(order, file, cancellationToken);
        try
        {
            if (way == ImportWay.File && image is not null && ids.Count == 1 && ImageNames.Of(image.Name, Path.GetFileName(image.Temporary), options.Value.NamesWithExtension) is { } name)
            {
                await omero.ChangeAsync(login, $"Image:{ids[0]}", [("name", name)], cancellationToken);
            }

            await DescribeAsync(login, imported.Objects[^1],
            [
                .. ImportAnnotation.Of(order.Row, order.Conversion, file.Path, clock.GetLocalNow(), image?.Told ?? [], pairs.Select(Pair)),
                .. order.Order.Metadata.Select(Pair),
            ], cancellationToken);
            return problems;
        }
        catch (OmeroException e)
        {
            return [.. problems, $"It is imported, but where it came from could not be written onto it: {e.Message}"];
        }
    }

    private async Task LinkAsync(OmeroLogin login, long dataset, IReadOnlyCollection<long> images, CancellationToken cancellationToken)
    {
        var linked = (await omero.QueryAsync(login, OmeroWords.Linked(dataset, images), cancellationToken)).Select(r => OmeroWords.Read(r[0])).ToHashSet();
        List<IReadOnlyList<string>> links = [.. images.Where(i => !linked.Contains(i)).Select(i => (IReadOnlyList<string>)["new", "DatasetImageLink", $"parent=Dataset:{dataset}", $"child=Image:{i}"])];
        if (links.Count > 0)
        {
            await omero.RunAllAsync(login, links, cancellationToken);
        }
    }

    private async Task DescribeAsync(OmeroLogin login, string thing, IReadOnlyList<KeyValuePair<string, string>> pairs, CancellationToken cancellationToken)
    {
        var (type, id) = (thing.Split(':')[0], OmeroWords.Read(thing.Split(':')[1]));
        var space = options.Value.AnnotationNamespace;
        if ((await omero.QueryAsync(login, OmeroWords.Annotated(type, id, space), cancellationToken)).Count > 0)
        {
            return;
        }

        // Linked last: one that broke off in the middle is no annotation of anything.
        var annotation = await omero.NewAsync(login, "MapAnnotation", [("ns", space)], cancellationToken);
        await omero.RunAllAsync(login,
        [
            .. pairs.Select(p => (IReadOnlyList<string>)["map-set", $"MapAnnotation:{annotation}", "mapValue", p.Key, p.Value]),
            ["new", $"{type}AnnotationLink", $"parent={thing}", $"child=MapAnnotation:{annotation}"],
        ], cancellationToken);
    }

    private static KeyValuePair<string, string> Pair(MetadataPair pair) => new(pair.Key, pair.Value);

    // Beside the source, then in what a conversion left beside it.
    private async Task<(IReadOnlyList<MetadataPair> Pairs, IReadOnlyList<string> Problems)> MetadataAsync(ProcessedOrder order, ImagingOrderFile file, CancellationToken cancellationToken)
    {
        var beside = await metadata.BesideAsync(order.Row.Group, [order.Below(file)], Actor.Portal, cancellationToken);
        return (beside.Aggregate(MetadataTable.Empty, (table, next) => table.Then(next.Table)).Pairs,
        [
            .. beside.Where(b => b.Problem is not null).Select(b => $"{b.Path}: {b.Problem}"),
            .. beside.SelectMany(b => b.Table.Malformed.Select(m => $"Row {m.Line} of {b.Path} has {(m.Cells == 1 ? "one cell" : $"{m.Cells} cells")} instead of two; it is left out.")),
        ]);
    }
}
