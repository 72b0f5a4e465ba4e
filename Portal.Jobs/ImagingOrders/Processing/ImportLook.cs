using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Looks in OMERO what an import left there; also for one whose process died before it could tell.</summary>
public sealed class ImportLook(OmeroClient omero, OrderFiles files) : IIntentKind
{
    public const string KindName = "omero-import";

    private const string NoPlate = "It is registered, but it is no plate, and only plates go into a Screen. Order it into a Dataset.";

    public string Name => KindName;

    public async Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken) =>
        await FindAsync(RunParameters.Read<ImportWish>(intent.Payload), cancellationToken) is { } found ? RunParameters.Write(found) : null;

    /// <returns>Null: nothing of it is there.</returns>
    /// <exception cref="OmeroException">OMERO does not answer, or refuses.</exception>
    public async Task<ImportedThing?> FindAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(wish.User, wish.Group, cancellationToken);
        return wish.Way == ImportWay.Zarr ? await RegisteredAsync(login, wish, cancellationToken) : await ImportedAsync(login, wish, wish.Way == ImportWay.Plate, cancellationToken);
    }

    private async Task<ImportedThing?> ImportedAsync(OmeroLogin login, ImportWish wish, bool plates, CancellationToken cancellationToken)
    {
        var type = plates ? "Plate" : "Image";
        var there = plates
            ? (await omero.QueryAsync(login, OmeroWords.Plates(wish.Path, wish.Destination.Id, wish.After), cancellationToken)).Select(r => new Found(OmeroWords.Read(r[0]), OmeroWords.Read(r[1]), r[2])).Reverse().ToList()
            : [.. (await omero.QueryAsync(login, OmeroWords.Images(wish.Path, wish.Way == ImportWay.Folder, wish.User, wish.After), cancellationToken)).Select(r => new Found(OmeroWords.Read(r[1]), OmeroWords.Read(r[0]), r[2]))];
        var others = await OfOthersAsync(login, type, there.Select(f => f.Id), wish, cancellationToken);
        var taken = (await files.FilesetsOfOthersAsync(wish.Order, wish.Path, cancellationToken)).Concat(there.Where(f => others.Contains(f.Id)).Select(f => f.Fileset)).ToHashSet();
        there.RemoveAll(f => taken.Contains(f.Fileset));
        return there.Count == 0 ? null
            : new([.. there.Select(f => $"{type}:{OmeroWords.Number(f.Id)}")], [.. there.Select(f => f.Fileset).Distinct()], [.. there.Select(f => f.Prefix).Distinct(StringComparer.Ordinal)]);
    }

    // Of a store with several images only the last bears the uuid of its order.
    private async Task<ImportedThing?> RegisteredAsync(OmeroLogin login, ImportWish wish, CancellationToken cancellationToken)
    {
        var screen = wish.Destination.Type == DestinationType.Screen;
        if (screen && await omero.QueryAsync(login, OmeroWords.RegisteredPlates(wish.Path, wish.After), cancellationToken) is { Count: > 0 } plates)
        {
            return new([.. plates.Select(r => $"Plate:{r[0]}")], [], []);
        }

        var ids = (await omero.QueryAsync(login, OmeroWords.Registered(wish.Path, wish.After), cancellationToken)).Select(r => OmeroWords.Read(r[0])).ToList();
        var others = await OfOthersAsync(login, "Image", ids, wish, cancellationToken);
        var ours = ids.Where(i => others.Count == 0 || i > others.Max()).Select(i => $"Image:{OmeroWords.Number(i)}").ToList();
        return ours.Count == 0 ? null : new(ours, [], []) { Reason = screen ? NoPlate : null };
    }

    // While the portal alone imports, nothing newer is anybody else's but what its other orders know of.
    private async Task<IReadOnlySet<long>> OfOthersAsync(OmeroLogin login, string type, IEnumerable<long> ids, ImportWish wish, CancellationToken cancellationToken) =>
        wish.LeftOf is { } uuid && ids.ToList() is { Count: > 0 } some
            ? (await omero.QueryAsync(login, OmeroWords.OfOthers(type, some, uuid), cancellationToken)).Select(r => OmeroWords.Read(r[0])).ToHashSet() : new HashSet<long>();

    private sealed record Found(long Id, long Fileset, string Prefix);
}
