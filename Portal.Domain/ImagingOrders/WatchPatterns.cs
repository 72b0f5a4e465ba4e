using System.IO.Enumeration;

namespace Portal.Domain.ImagingOrders;

/// <summary>Which paths of a watched folder are meant.</summary>
public static class WatchPatterns
{
    /// <param name="path">Below the watched folder.</param>
    public static bool Takes(string path, IReadOnlyList<string> include, IReadOnlyList<string> exclude) => (include.Count == 0 || include.Any(p => Matches(path, p))) && !exclude.Any(p => Matches(path, p));

    /// <summary>The marker that would say that a file is whole.</summary>
    public static string MarkerOf(string marker, string name) => marker.Replace("{name}", name, StringComparison.Ordinal);

    // A pattern without a slash is about the name, wherever it lies.
    private static bool Matches(string path, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? path : path[(path.LastIndexOf('/') + 1)..]);
}
