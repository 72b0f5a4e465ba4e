namespace Portal.Jobs.GwoManifests;

/// <summary>A file that is gone once it is closed.</summary>
public static class TemporaryFile
{
    public static FileStream Create() =>
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
