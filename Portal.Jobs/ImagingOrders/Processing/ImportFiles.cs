using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Imports file after file as the person whose images they are. One that fails does not stop the others; none is imported twice.</summary>
public sealed class ImportFiles(OrderStepServices services, ImageFiles images, OmeroImporter importer, ImageAnnotating annotating, LinkRedirect redirect, IOptions<ImagingOrderOptions> options) : OrderStep(services)
{
    private static readonly TimeSpan Guarded = TimeSpan.FromSeconds(5);

    public override string Name => "import";

    public override string Title => "Import into OMERO";

    protected override async Task<StepResult> WorkAsync(ProcessedOrder order, StepContext context, CancellationToken cancellationToken)
    {
        await importer.AloneAsync(order.Uuid, cancellationToken);
        var files = await Services.Files.OfAsync(order.Order.Id, cancellationToken);
        var converted = await context.LoadAsync<ConvertedFiles>(ConvertedFiles.Key, cancellationToken);
        var done = files.Count(f => f.IsOver);
        foreach (var file in files.Where(f => !f.IsOver))
        {
            context.Progress(done, files.Count, "files");
            await FileAsync(order, file, converted?.Images.GetValueOrDefault(file.Position), context, cancellationToken);
            done++;
        }

        context.Progress(done, files.Count, "files");
        var failed = (await Services.Files.OfAsync(order.Order.Id, cancellationToken)).Count(f => f.State == OrderFileState.Failed);
        return StepResult.Done(failed == 0 ? $"{files.Count - failed} imported" : $"{files.Count - failed} imported, {failed} failed");
    }

    private async Task FileAsync(ProcessedOrder order, ImagingOrderFile file, IReadOnlyList<ConvertedImage>? made, StepContext context, CancellationToken cancellationToken)
    {
        // What was imported before its process died is found again, whatever has become of the file since.
        if (file.State != OrderFileState.Importing && await BeginOrder.ProblemAsync(images, order, file, cancellationToken) is { } problem)
        {
            context.Warn($"{file.Path}: {problem}");
            await NoteAsync(file, (f, now) => f.Fail(problem, null, [], [], now), context, cancellationToken);
            return;
        }

        await NoteAsync(file, (f, now) => f.Import(now), context, cancellationToken);
        var things = new List<ImportedThing>();
        for (var i = 0; i < (made?.Count ?? 1) && things.All(t => t.Reason is null); i++)
        {
            things.Add(await OneAsync(order, file, made?[i], $"{file.Position}/{i}", context, cancellationToken));
        }

        var (objects, filesets) = (things.SelectMany(t => t.Objects).ToList(), things.SelectMany(t => t.Filesets).ToList());
        var (reason, log) = (things.Select(t => t.Reason).FirstOrDefault(r => r is not null), things.Select(t => t.Log).LastOrDefault(l => l is not null));
        if (reason is not null)
        {
            var there = objects.Count == 0 ? "" : $" {string.Join(", ", objects)} came into OMERO all the same.";
            context.Warn($"{file.Path}: {reason}{there}");
            await NoteAsync(file, (f, now) => f.Fail(reason + there, log, objects, filesets, now), context, cancellationToken);
            return;
        }

        context.Note($"{file.Path} is {string.Join(", ", objects)}");
        await NoteAsync(file, (f, now) => f.Imported(objects, filesets, log, now), context, cancellationToken);
    }

    private async Task<ImportedThing> OneAsync(ProcessedOrder order, ImagingOrderFile file, ConvertedImage? image, string key, StepContext context, CancellationToken cancellationToken)
    {
        // A store that a conversion made is registered where it stays; everything else from the copy on this machine.
        var path = image is null ? file.Path : options.Value.RegistersZarr && ListingRules.IsZarr(image.Temporary) ? image.Lasting : image.Temporary;
        var way = ImportWays.Of(path, Directory.Exists(path), order.Destination, options.Value.RegistersZarr);
        var wish = new ImportWish(order.Order.Id, order.Row.User, order.Row.Group, path, way, order.Destination, await NewestAsync(order, way == ImportWay.Zarr, context, cancellationToken)) { LeftOf = order.TakenOver ? order.Uuid : null };
        var thing = await context.OnceAsync(new OnceEffect<ImportWish, ImportedThing>(ImportLook.KindName, key, Path.GetFileName(path), wish, Guarded, (_, token) => importer.RunAsync(wish, context.Note, token)), cancellationToken);
        if (thing.Objects.Count == 0 || thing.Reason is not null)
        {
            return thing;
        }

        var problems = new List<string>();
        if (image is not null && way != ImportWay.Zarr)
        {
            problems.AddRange(redirect.Run(thing.Prefixes, order.Temporary, Path.GetDirectoryName(image.Lasting)!));
            if (problems.Count > 0)
            {
                await context.SaveAsync(KeptFolder.Key, new KeptFolder(order.Temporary), cancellationToken);
            }
        }

        try
        {
            problems.AddRange(await annotating.RunAsync(order, file, way, thing, image, cancellationToken));
        }
        catch (OmeroException e) when (e.Trouble == OmeroTrouble.Refused)
        {
            return thing with { Reason = $"It is in OMERO, but could not be put into {order.Destination}: {e.Message}" };
        }

        problems.ForEach(p => context.Warn(p));
        return thing;
    }

    // Asked once an order, before its first import: everything it makes is newer.
    private async Task<long> NewestAsync(ProcessedOrder order, bool images, StepContext context, CancellationToken cancellationToken)
    {
        var key = images ? "newest-image" : "newest-fileset";
        if (await context.LoadAsync<Newest>(key, cancellationToken) is { } known)
        {
            return known.Id;
        }

        var newest = new Newest(await importer.NewestAsync(order, images, cancellationToken));
        await context.SaveAsync(key, newest, cancellationToken);
        return newest.Id;
    }

    private sealed record Newest(long Id);
}
