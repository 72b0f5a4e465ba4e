using Portal.Common;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.ImagingOrders;

/// <param name="IsFine">Nothing has to be done about it.</param>
/// <param name="Paths">Which files it is about; none where it is about all.</param>
public sealed record FileFinding(bool IsFine, string Words, IReadOnlyList<string> Paths, bool Stops = false)
{
    public string Icon => IsFine ? "st-succeeded" : Stops ? "st-failed" : "warning";

    public string Css => IsFine ? "succeeded" : Stops ? "failed" : "warning";
}

/// <summary>Says of files that are to be ordered what is in order and what is not.</summary>
public static class FileFindings
{
    private const long Large = 50_000_000_000;

    /// <param name="free">Bytes that can still be written where they lie; null where nobody can say.</param>
    public static IReadOnlyList<FileFinding> Of(OrderOutcome outcome, long? free, DateTimeOffset now)
    {
        var files = outcome.Files.DistinctBy(f => OrderPath.Read(f.Path).Path).ToList();
        var wrong = outcome.Files.Where(f => f.Problem is not null).ToList();
        List<FileFinding> findings = wrong.Count == 0
            ? [new(IsFine: true, $"{Counts.Say(files.Count)} of {Counts.Say(files.Count)} exist, are readable and not empty", [])]
            : [.. wrong.Select(f => new FileFinding(IsFine: false, f.Problem!, [], Stops: true)).Take(20)];
        var growing = files.Where(f => f.ModifiedAt is { } at && BrowseWords.IsGrowing(at, now)).Select(f => f.Path).ToList();
        findings.Add(growing.Count == 0 ? new(IsFine: true, $"No file has changed in the last {BrowseWords.Settles.TotalMinutes:0} minutes", [])
            : new(IsFine: false, $"{Counts.Say(growing.Count, "file")} changed in the last {BrowseWords.Settles.TotalMinutes:0} minutes and may still be being written. Hold the orders, or schedule them for later.", growing));
        if (files.Where(f => f.Size > Large).Select(f => f.Path).ToList() is { Count: > 0 } large)
        {
            findings.Add(new(IsFine: false, $"{Counts.Say(large.Count, "file is", "files are")} larger than {Bytes.Say(Large)}: the import takes hours, and others wait behind it.", large));
        }

        if (Space(outcome, files, free) is { } space)
        {
            findings.Add(space);
        }

        return findings;
    }

    // A conversion leaves what it made beside the source, about as large.
    private static FileFinding? Space(OrderOutcome outcome, List<CheckedFile> files, long? free)
    {
        var converted = outcome.Orders.Where(o => o.Conversion is not null).SelectMany(o => o.Paths).Select(p => OrderPath.Read(p).Path).ToHashSet(StringComparer.Ordinal);
        var needed = files.Where(f => converted.Contains(OrderPath.Read(f.Path).Path)).Sum(f => f.Size ?? 0);
        return free is not { } left || needed == 0 ? null
            : needed < left ? new(IsFine: true, $"{Bytes.Say(left)} free for conversions, about {Bytes.Say(needed)} needed", [])
            : new(IsFine: false, $"Conversions need about {Bytes.Say(needed)} and only {Bytes.Say(left)} are free on the share. Make room first.", []);
    }
}
