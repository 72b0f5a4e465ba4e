using System.IO.Enumeration;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Leica;

namespace Portal.Jobs.ImagingOrders.Files;

/// <summary>What somebody asks of a group's folder.</summary>
/// <param name="Path">Below the group's folder; after a # a folder of images within a file.</param>
/// <param name="Search">A part of the names to show.</param>
/// <param name="Cursor">Where the page before ended.</param>
/// <param name="Newest">What changed last comes first, instead of by name.</param>
public sealed record FileQuestion(string Group, string? Path, string? Search = null, string? Cursor = null, int Limit = FileQuestion.PageSize, bool Newest = false)
{
    public const int PageSize = 200;

    /// <summary>A part of a name, or a pattern with * and ? for all of it.</summary>
    public bool Fits(ReadOnlySpan<char> name) => string.IsNullOrEmpty(Search)
        || (Search.AsSpan().ContainsAny('*', '?') ? FileSystemName.MatchesSimpleExpression(Search, name) : name.Contains(Search, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A page of a folder.</summary>
/// <param name="Path">Below the group's folder.</param>
/// <param name="Count">Names in the whole folder that fit the search.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
/// <param name="Free">Bytes that can still be written there; null where nobody can say.</param>
public sealed record FileListing(string Group, string Path, IReadOnlyList<FileEntry> Entries, int Count, string? Next, long? Free = null);

/// <summary>Something that can be opened or chosen.</summary>
/// <param name="Path">To open or order it.</param>
/// <param name="CanChoose">OMERO or a conversion reads it, and it is not empty.</param>
/// <param name="Size">Bytes; not told of folders.</param>
/// <param name="Conversion">Key of the conversion it needs.</param>
/// <param name="Image">Of an image within a file.</param>
public sealed record FileEntry(string Name, string Path, FileKind Kind, bool CanChoose, long? Size, DateTimeOffset? ModifiedAt, string? Conversion, LeicaFacts? Image)
{
    public bool Opens => new FolderName(Name, Kind).Opens;

    /// <summary>The size is worked out of the dimensions of an image within a file, as if nothing in it were compressed.</summary>
    public bool IsEstimate { get; init; }
}

/// <summary>What an order would find at a path, now.</summary>
/// <param name="Ordered">The path as the importer sees it; null where there is a problem.</param>
/// <param name="Size">Bytes; null of folders.</param>
/// <param name="Rule">Of the problem.</param>
/// <param name="Problem">In words, why it cannot be ordered.</param>
public sealed record CheckedFile(string Path, string? Ordered, long? Size, DateTimeOffset? ModifiedAt, string? Rule = null, string? Problem = null)
{
    /// <summary>What an image within a file is called there.</summary>
    public string? ImageName { get; init; }

    /// <summary>Uncompressed, of an image within a file; null where that is not told.</summary>
    public long? ImageSize { get; init; }
}
