namespace Portal.Domain.ImagingOrders;

/// <summary>Looks among the names of a folder, one after the other, for the one that stands for all of it.</summary>
/// <param name="patterns">Whole names, or extensions that begin with a dot.</param>
public sealed class ExclusiveNames(IReadOnlyList<string> patterns)
{
    private const int MostNamed = 10;
    private readonly Match[] _matches = [.. patterns.Select(p => new Match(p))];

    public void See(ReadOnlySpan<char> name, FileKind kind)
    {
        foreach (var match in _matches)
        {
            match.See(name, kind);
        }
    }

    /// <param name="folder">As the message names it.</param>
    /// <returns>Null: there is none, and the folder is what is in it.</returns>
    /// <exception cref="RuleException">There are several, and nobody can say which is meant.</exception>
    public FolderName? Of(string folder)
    {
        var found = Array.FindAll(_matches, m => m.Count > 0);
        if (Array.Find(found, m => m.Count > 1) is { } twice)
        {
            throw new RuleException("ambiguous-folder",
                $"In folder “{folder}” there are {twice.Count} files of the kind “{twice.Pattern}”: {string.Join(", ", twice.First.Select(n => n.Name))}. Only one may describe a folder; move the others away.", 400);
        }

        return found switch
        {
            [] => null,
            [var only] => only.First.Min,
            _ => throw new RuleException("ambiguous-folder",
                $"In folder “{folder}” several files each claim to describe all of it: {string.Join(", ", found.Select(m => m.First.Min.Name))}. Leave one of them, or ask who wrote them.", 400),
        };
    }

    // However many there are, only the first are named.
    private sealed class Match(string pattern)
    {
        public string Pattern => pattern;

        public int Count { get; private set; }

        public SortedSet<FolderName> First { get; } = new(ListingRules.InOrder);

        public void See(ReadOnlySpan<char> name, FileKind kind)
        {
            var fits = pattern.StartsWith('.') ? name.Length > pattern.Length && name.EndsWith(pattern, StringComparison.OrdinalIgnoreCase) : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
            if (!fits)
            {
                return;
            }

            Count++;
            First.Add(new(name.ToString(), kind));
            if (First.Count > MostNamed)
            {
                First.Remove(First.Max);
            }
        }
    }
}
