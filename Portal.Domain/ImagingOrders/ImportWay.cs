namespace Portal.Domain.ImagingOrders;

/// <summary>How one thing comes into OMERO.</summary>
public enum ImportWay
{
    /// <summary>A file into a Dataset: its images are imported and linked afterwards.</summary>
    File,

    /// <summary>A folder into a Dataset, by the client itself.</summary>
    Folder,

    /// <summary>Anything into a Screen: it becomes a plate.</summary>
    Plate,

    /// <summary>A zarr store: it is registered where it lies.</summary>
    Zarr,
}

/// <summary>Which way something goes.</summary>
public static class ImportWays
{
    private static readonly string[] Passing =
        ["Ice.ObjectNotExistException", "INTERNAL_EXCEPTION", "Ice.ConnectionLostException", "Ice.ConnectionRefusedException", "Ice.TimeoutException"];

    public static ImportWay Of(string path, bool isFolder, Destination destination, bool registersZarr) =>
        registersZarr && ListingRules.IsZarr(path.TrimEnd('/')) ? ImportWay.Zarr
        : destination.Type == DestinationType.Screen ? ImportWay.Plate
        : isFolder ? ImportWay.Folder
        : ImportWay.File;

    /// <summary>The server lost its thread; the same import may go through a moment later.</summary>
    public static bool MayPass(string errors) => Passing.Any(p => errors.Contains(p, StringComparison.Ordinal));

    /// <summary>As OMERO keeps the path a file was imported from.</summary>
    public static string ClientPath(string path) => path.TrimStart('/');
}
