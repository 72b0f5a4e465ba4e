namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>Room on the disks that images and conversions need.</summary>
internal static class ImageDisks
{
    public static IReadOnlyList<DiskSpace> Of(ImagingOrderOptions options) =>
        [.. new[] { ("Images", options.Mount), ("Conversions on their way into OMERO", options.InPlaceFolder is { Length: > 0 } folder ? folder : Begun(options.LeftFolder)) }.Where(d => d.Item2 is { Length: > 0 }).Select(d => Space(d.Item1, d.Item2!))];

    // The portal's own workers make their folder with the first conversion; until then it is on the disk of the folder above.
    private static string? Begun(string? folder) => folder is not { Length: > 0 } || Directory.Exists(folder) ? folder : Begun(Path.GetDirectoryName(folder));

    private static DiskSpace Space(string what, string folder)
    {
        try
        {
            return Directory.Exists(folder) && new DriveInfo(folder) is { IsReady: true } drive ? new(what, folder, drive.AvailableFreeSpace, drive.TotalSize, Problem: null)
                : new(what, folder, Free: null, Total: null, "The folder is not there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(what, folder, Free: null, Total: null, e.Message);
        }
    }
}
