using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Domain.ImagingOrders;

/// <summary>The words that register a zarr store in OMERO where it lies, with places in them that are filled for each store.</summary>
/// <param name="Words">Each is one argument, whatever is filled in.</param>
public sealed partial record ZarrCommand(IReadOnlyList<string> Words)
{
    private static readonly string[] Suffixes = [".zarr", ".ome"];

    private static readonly Dictionary<string, Func<OmeroSession, Destination, string, string>> Places = new(StringComparer.Ordinal)
    {
        ["session"] = (session, _, _) => session.Key,
        ["host"] = (session, _, _) => session.Host,
        ["port"] = (session, _, _) => session.Port.ToString(CultureInfo.InvariantCulture),
        ["type"] = (_, destination, _) => $"{destination.Type}",
        ["id"] = (_, destination, _) => destination.IdText,
        ["path"] = (_, _, path) => path,
        ["name"] = (_, _, path) => NameOf(path),
    };

    /// <summary>As the client's own zarr plugin takes them, the session before its verb. It registers images; for plates another one is named.</summary>
    public static ZarrCommand Default { get; } = new(["zarr", "-k", "{session}", "-s", "{host}", "-p", "{port}", "import", "--target", "{type}:{id}", "{path}"]);

    /// <summary>The command for one store.</summary>
    public IReadOnlyList<string> With(OmeroSession session, Destination destination, string path) =>
        [.. Words.Select(w => Place().Replace(w, p => Places[p.Groups["name"].Value](session, destination, path)))];

    /// <summary>What is wrong with the words; each goes on after the name of the setting.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (word, i) in Words.Select((w, i) => (w, i)))
        {
            foreach (var name in Place().Matches(word).Select(p => p.Groups["name"].Value).Where(n => !Places.ContainsKey(n)))
            {
                yield return $"has “{{{name}}}” in word {i}, which stands for nothing. Words may have {string.Join(", ", Places.Keys.Select(p => $"{{{p}}}"))}.";
            }
        }

        if (!Words.Any(w => w.Contains("{path}", StringComparison.Ordinal)))
        {
            yield return "must have {path} in one of its words: that is the store that is registered.";
        }
    }

    /// <summary>What a store is called: its folder without what says that it is one, and not a letter less.</summary>
    public static string NameOf(string path)
    {
        var name = path.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        foreach (var suffix in Suffixes)
        {
            name = name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[..^suffix.Length] : name;
        }

        return name;
    }

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
