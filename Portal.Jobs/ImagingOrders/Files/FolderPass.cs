using System.Globalization;
using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Files;

/// <summary>A page of the names of a folder.</summary>
/// <param name="Count">Names that fit, on all pages.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
internal sealed record FolderPage(IReadOnlyList<FolderName> Names, int Count, string? Next);

/// <summary>Goes once through the names of a folder in whatever order they come, and keeps only those of the page: a folder of any size takes the memory of a page.</summary>
/// <param name="modified">When a name changed last, in seconds; null: the listing is by name.</param>
/// <param name="wanted">Which names can be on the page at all.</param>
internal sealed class FolderPass(FileQuestion question, IReadOnlyList<string> exclusive, Func<string, long>? modified, Func<FolderName, bool>? wanted)
{
    private readonly ExclusiveNames _exclusive = new(exclusive);
    private readonly ListingPlace? _after = ListingPlace.Read(question.Cursor);

    // What comes last is on top, to make room for what comes before it.
    private readonly PriorityQueue<FolderName, ListingPlace> _page = new(Comparer<ListingPlace>.Create(static (a, b) => ListingPlace.Compare(b.Rank, b.Name, a)));
    private int _count;
    private bool _more;

    /// <returns>Whether it is kept for now.</returns>
    public bool See(ReadOnlySpan<char> name, bool isFolder)
    {
        var kind = ListingRules.KindOf(name, isFolder);
        _exclusive.See(name, kind);
        if (!question.Fits(name))
        {
            return false;
        }

        var (text, rank) = ((string?)null, 0L);
        if (wanted is null && modified is null)
        {
            rank = new FolderName("", kind).Opens ? 0 : 1; // a name that is not kept is never made
        }
        else
        {
            text = name.ToString();
            if (wanted?.Invoke(new(text, kind)) == false)
            {
                return false;
            }

            rank = modified is null ? new FolderName("", kind).Opens ? 0 : 1 : -modified(text);
        }

        return Keep(name, kind, rank, text);
    }

    /// <param name="folder">As a message names it.</param>
    /// <exception cref="RuleException">The folder describes itself twice.</exception>
    public FolderPage Close(string folder)
    {
        if (_exclusive.Of(folder) is { } only)
        {
            return question.Fits(only.Name) && wanted?.Invoke(only) != false ? new([only], 1, Next: null) : new([], 0, Next: null);
        }

        var last = _page.TryPeek(out _, out var place) ? place : default;
        var names = new FolderName[_page.Count];
        for (var i = names.Length - 1; i >= 0; i--)
        {
            names[i] = _page.Dequeue();
        }

        return new(names, _count, _more ? $"{last}" : null);
    }

    private bool Keep(ReadOnlySpan<char> name, FileKind kind, long rank, string? text)
    {
        _count++;
        if (_after is { } after && ListingPlace.Compare(rank, name, after) <= 0)
        {
            return false;
        }

        var full = _page.Count == question.Limit;
        _more |= full;
        if (full && _page.TryPeek(out _, out var last) && ListingPlace.Compare(rank, name, last) >= 0)
        {
            return false;
        }

        var kept = new FolderName(text ?? name.ToString(), kind);
        if (full)
        {
            _page.DequeueEnqueue(kept, new(rank, kept.Name));
        }
        else
        {
            _page.Enqueue(kept, new(rank, kept.Name));
        }

        return true;
    }
}

/// <summary>Where a name stands in a listing.</summary>
/// <param name="Rank">The smaller comes first; among equals the name counts, whatever its case.</param>
internal readonly record struct ListingPlace(long Rank, string Name)
{
    /// <exception cref="RuleException">It is no cursor of a folder's listing.</exception>
    public static ListingPlace? Read(string? cursor) => string.IsNullOrEmpty(cursor) ? null
        : cursor.Split('/', 2) is [var rank, { Length: > 0 } name] && long.TryParse(rank, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new(number, name)
        : throw new RuleException("cursor", "The cursor is none of this listing. Ask without it, from the beginning.", 400);

    public static int Compare(long rank, ReadOnlySpan<char> name, ListingPlace other) => rank != other.Rank ? rank.CompareTo(other.Rank)
        : name.CompareTo(other.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : name.SequenceCompareTo(other.Name);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rank}/{Name}");
}
