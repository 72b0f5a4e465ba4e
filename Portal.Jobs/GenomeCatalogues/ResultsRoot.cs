using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Jobs.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The one folder results are read from. What somebody names within it is resolved through every link before it is looked at.</summary>
public sealed class ResultsRoot(IOptions<GenomeCatalogueOptions> options)
{
    public bool IsSet => !string.IsNullOrEmpty(options.Value.ResultsRoot);

    /// <summary>Real path of the root.</summary>
    /// <exception cref="RuleException">None is configured, or it is not there.</exception>
    public string Path => Real(options.Value.ResultsRoot is { Length: > 0 } root ? root
        : throw new RuleException("results-root", $"No folder of results is configured. An administrator sets {GenomeCatalogueOptions.ResultsRootKey} to the folder that holds them."))
        ?? throw new RuleException("results-root", $"The folder {GenomeCatalogueOptions.ResultsRootKey} names is not there. An administrator checks it.");

    /// <param name="directory">A whole path, or one below the root.</param>
    /// <returns>The real path of a folder below the root, or the root itself.</returns>
    /// <exception cref="RuleException">It is not there, no folder, or outside.</exception>
    public string Folder(string directory)
    {
        var root = Path;
        var real = Real(System.IO.Path.Combine(root, directory.Trim()));
        if (real is not null && real != root && !ConfinedFile.IsBelow(real, root))
        {
            throw Outside(directory);
        }

        // What is not there could be outside all the same: then it is not said which.
        if (real is null && !ConfinedFile.IsBelow(System.IO.Path.GetFullPath(System.IO.Path.Combine(root, directory.Trim())) + "/", root))
        {
            throw Outside(directory);
        }

        return real is not null && Directory.Exists(real) ? real
            : throw new RuleException("results-directory", $"There is no folder “{directory}” below the folder of results. Check the spelling, or browse to it.", 404);
    }

    /// <summary>A path as people see it: below the root.</summary>
    public string Shown(string real) => real == Path ? "" : System.IO.Path.GetRelativePath(Path, real);

    private static RuleException Outside(string directory) =>
        new("results-directory", $"“{directory}” is outside the folder of results. Only what lies below it can be imported.", 403);

    // Through every link on the way.
    private static string? Real(string path)
    {
        try
        {
            var real = "/";
            foreach (var part in System.IO.Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var next = new DirectoryInfo(System.IO.Path.Combine(real, part));
                real = next.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) ?? "" : next.FullName;
                if (real.Length == 0 || !Directory.Exists(real))
                {
                    return null;
                }
            }

            return real;
        }
        catch (IOException)
        {
            return null; // links in a ring
        }
    }
}
