using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>A folder within one that is looked at.</summary>
/// <param name="Path">Below the results root.</param>
/// <param name="IsResults">It holds the folders of genomes, or <c>website/</c> with them.</param>
public sealed record ResultsEntry(string Name, string Path, bool IsResults);

/// <summary>A folder below the results root.</summary>
/// <param name="Path">Empty for the root itself.</param>
/// <param name="Guess">What a wish for it begins with; null when it holds no genomes.</param>
public sealed record ResultsListing(string Path, IReadOnlyList<ResultsEntry> Folders, bool HasMore, ResultsGuess? Guess)
{
    /// <summary>The folders on the way, each with its path.</summary>
    public IReadOnlyList<(string Name, string Path)> Way => [.. Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select((name, i) => (name, string.Join('/', Path.Split('/').Take(i + 1))))];
}

/// <summary>What somebody choosing a folder of results sees. Only what lies below the root, wherever links lead.</summary>
public sealed class ResultsBrowser(ResultsRoot root, GenomeDownloads files, IOptions<GenomeCatalogueOptions> options)
{
    private const int MostFolders = 500;
    private const int MostTried = 20;
    private static readonly EnumerationOptions Sorted = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden };

    /// <summary>Null when no root is configured.</summary>
    /// <exception cref="RuleException">The folder is not there, or outside.</exception>
    /// <exception cref="NotAllowedException">Whoever asks may import nothing.</exception>
    public ResultsListing? Look(string path, Grants grants)
    {
        if (!grants.SeesDrafts)
        {
            throw new NotAllowedException("To look through folders of results you need the role Curator in the whole portal.");
        }

        if (!root.IsSet)
        {
            return null;
        }

        var real = root.Folder(path);
        var folders = Names(real).Take(MostFolders + 1).ToList();
        var entries = folders.Take(MostFolders).Select(n => new ResultsEntry(n, root.Shown(Path.Combine(real, n)), Genomes(Path.Combine(real, n)) is not null)).ToList();
        return new(root.Shown(real), entries, folders.Count > MostFolders, GuessOf(real));
    }

    // A link is followed only where it stays inside.
    private IEnumerable<string> Names(string real) => Directory.EnumerateDirectories(real, "*", Sorted).Order(StringComparer.Ordinal)
        .Where(d => new DirectoryInfo(d).LinkTarget is null || IsInside(d)).Select(d => Path.GetFileName(d));

    private bool IsInside(string folder)
    {
        try
        {
            root.Folder(folder);
            return true;
        }
        catch (RuleException)
        {
            return false;
        }
    }

    /// <returns>Where within the folder the genomes are: <c>website</c>, or empty for the folder itself.</returns>
    private string? Genomes(string folder) => HoldsGenomes(Path.Combine(folder, "website")) ? "website" : HoldsGenomes(folder) ? "" : null;

    private bool HoldsGenomes(string folder) =>
        Directory.Exists(folder) && IsInside(folder) && Directory.EnumerateDirectories(folder, "*", Sorted).Take(MostTried).Any(g => File.Exists(Path.Combine(g, Path.GetFileName(g) + ".json")));

    private ResultsGuess? GuessOf(string real)
    {
        if (Genomes(real) is not { } within)
        {
            return null;
        }

        var shown = root.Shown(real);
        var genomes = Directory.EnumerateDirectories(Path.Combine(real, within), "*", Sorted).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal).ToList();
        var (results, directory) = within.Length > 0 ? (shown, within) : (Path.GetDirectoryName(shown) ?? "", Path.GetFileName(shown));
        using var first = First(Path.Combine(shown, within), genomes);
        return ResultsGuess.Of(shown, genomes.Count, first?.RootElement) with { ResultsDirectory = results.Length == 0 ? "." : results, CatalogueDirectory = directory.Length == 0 ? "." : directory };
    }

    private JsonDocument? First(string directory, List<string> genomes)
    {
        foreach (var accession in genomes.Take(MostTried))
        {
            try
            {
                using var json = files.Open(directory, $"{accession}/{accession}.json");
                return json.Length > options.Value.MaxJsonBytes ? null : JsonDocument.Parse(json);
            }
            catch (Exception e) when (e is NotFoundException or JsonException or IOException)
            {
                // The scan will tell; the next one may say more.
            }
        }

        return null;
    }
}
