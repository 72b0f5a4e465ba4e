namespace Portal.Domain.ImagingOrders;

/// <summary>What somebody chose: a file or folder below the group's folder, and perhaps one image within the file.</summary>
/// <param name="Path">Parts with a slash between them; empty for the folder itself.</param>
/// <param name="SubImage">Id of an image or folder of images within the file.</param>
public sealed record OrderPath(string Path, string? SubImage = null)
{
    private const int Longest = 4_000;

    public override string ToString() => SubImage is null ? Path : $"{Path}#{SubImage}";

    /// <summary>Reads <c>plates/HCS-0412/experiment.db</c> or <c>a.lif#id</c>. Only how it is written is judged here; where it leads is judged when it is opened.</summary>
    /// <exception cref="PathRefusedException">It is written in a way that could lead out.</exception>
    public static OrderPath Read(string? text)
    {
        var (path, image) = Split(text ?? "");
        if (path.Length == 0 && image is null)
        {
            return new("");
        }

        var why = path.Length > Longest ? "it is too long"
            : Holds(path) || Holds(image ?? "") ? "it holds a control character"
            : path.StartsWith('/') || path.StartsWith('~') || path.Contains('\\', StringComparison.Ordinal) ? "it must begin below the group’s folder and use / between its parts"
            : path.Split('/') is var parts && parts.Contains("..") ? "it climbs out with “..”"
            : parts.Any(p => p is "" or ".") ? "one of its parts is empty"
            : image is "" ? "no image is named after the #"
            : null;
        return why is null ? new(path, image) : throw new PathRefusedException(text!, why);
    }

    /// <summary>Whether an order can name it at all; names on disk may hold anything.</summary>
    public static bool CanName(string path)
    {
        try
        {
            return Read(path).SubImage is null;
        }
        catch (PathRefusedException)
        {
            return false;
        }
    }

    // A # is part of a name, except after a file that holds several images.
    private static (string Path, string? SubImage) Split(string text) =>
        text.LastIndexOf('#') is var at and > 0 && ListingRules.IsContainer(text.AsSpan(0, at)) ? (text[..at], text[(at + 1)..]) : (text, null);

    private static bool Holds(string text) => text.Any(char.IsControl);
}

/// <summary>A path that leads out of where its group may look, or could. Whoever catches it writes it into the audit.</summary>
public sealed class PathRefusedException(string path, string why) : Exception($"“{Shown(path)}” is refused: {why}.")
{
    private const int MostShown = 200;

    /// <summary>Safe to print.</summary>
    public string Path { get; } = Shown(path);

    public string Why { get; } = why;

    private static string Shown(string path) =>
        string.Concat(path.Take(MostShown).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? $"\\u{(int)c:X4}" : $"{c}"));
}
