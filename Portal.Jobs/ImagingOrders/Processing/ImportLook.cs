using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Looks in OMERO what an import left there; also for one whose process died before it could tell.</summary>
public sealed class ImportLook(OmeroClient omero, OrderFiles files) : IIntentKind
{
    public const string KindName = "omero-import";

    public string Name => KindName;

    public async Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken) =>
        await FindAsync(RunParameters.Read<ImportWish>(intent.Payload), cancellationToken) is { } found ? RunParameters.Write(found) : null;

    /// <returns>Null: nothing of it is there.</returns>
    /// <exception cref="OmeroException">OMERO does not answer, or refuses.</exception>
    public async Task<ImportedThing?> FindAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(wish.User, wish.Group, cancellationToken);
        var taken = await files.FilesetsOfOthersAsync(wish.Order, wish.Path, cancellationToken);
        switch (wish.Way)
        {
            case ImportWay.Zarr:
                var registered = await omero.QueryAsync(login, OmeroWords.Registered(wish.Path, wish.After), cancellationToken);
                return registered.Count > 0 ? new([.. registered.Select(r => $"Image:{r[0]}")], [], []) : null;
            case ImportWay.Plate:
                var plates = (await omero.QueryAsync(login, OmeroWords.Plates(wish.Path, wish.Destination.Id, wish.After), cancellationToken)).Where(r => !taken.Contains(OmeroWords.Read(r[1]))).ToList();
                return plates.Count > 0 ? new([.. plates.Select(r => $"Plate:{r[0]}").Reverse()], [.. plates.Select(r => OmeroWords.Read(r[1]))], [.. plates.Select(r => r[2])]) : null;
            default:
                var images = (await omero.QueryAsync(login, OmeroWords.Images(wish.Path, wish.Way == ImportWay.Folder, wish.User, wish.After), cancellationToken)).Where(r => !taken.Contains(OmeroWords.Read(r[0]))).ToList();
                return images.Count > 0 ? new([.. images.Select(r => $"Image:{r[1]}")], [.. images.Select(r => OmeroWords.Read(r[0])).Distinct()], [.. images.Select(r => r[2]).Distinct(StringComparer.Ordinal)]) : null;
        }
    }
}
