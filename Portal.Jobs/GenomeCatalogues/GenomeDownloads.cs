using Portal.Domain.Accounts;
using Portal.Jobs.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Opens a registered file where it lies.</summary>
public sealed class GenomeDownloads(ResultsRoot root)
{
    /// <param name="directory">Folder of the catalogue's files, below the results root.</param>
    /// <exception cref="NotFoundException">It is no longer there, or no longer an ordinary file below the root.</exception>
    public Stream Open(string directory, string path)
    {
        try
        {
            return ConfinedFile.Open(Path.Combine(root.Path, directory, path), root.Path) ?? throw Gone(path);
        }
        catch (UnreadableFileException)
        {
            throw Gone(path);
        }
    }

    private static NotFoundException Gone(string path) => new($"The file {path} is registered but no longer where it was imported from. A curator imports the catalogue again, or puts it back.");
}
