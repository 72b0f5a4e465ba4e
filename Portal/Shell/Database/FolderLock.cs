namespace Portal.Shell.Database;

/// <summary>One portal per data folder. The system lets go of the lock when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(
                Path.Combine(folder, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new EmbeddedPostgresException(
                $"The data folder {folder} cannot be written by this account. Use another folder (--data), or start as the account that owns it.", denied);
        }
        catch (IOException taken) when (Directory.Exists(folder))
        {
            throw new EmbeddedPostgresException(
                $"Another portal is using the data folder {folder}. Stop it first, or give this one another folder (--data). ({taken.Message})", taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
