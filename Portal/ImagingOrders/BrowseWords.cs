using Portal.Common;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.ImagingOrders;

/// <summary>What a list of files says of each.</summary>
public static class BrowseWords
{
    /// <summary>Younger than this, a file may still be being written.</summary>
    public static TimeSpan Settles { get; } = TimeSpan.FromMinutes(2);

    /// <param name="counted">Of a folder that is one image, as far as it was counted.</param>
    public static string? Size(FileEntry entry, FolderSize? counted = null) => entry switch
    {
        _ when counted is not null => counted.IsWhole ? Bytes.Say(counted.Bytes) : $"at least {Bytes.Say(counted.Bytes)}",
        { IsEstimate: true, Size: { } about } => $"about {Bytes.Say(about)}",
        { Kind: FileKind.Folder } or { Image: not null } => null,
        { Size: 0 } => "empty",
        { Size: { } size } => Bytes.Say(size),
        _ => null,
    };

    /// <param name="rules">With what was chosen.</param>
    public static string Sub(FileEntry entry, PageClock clock, ConversionRules rules) => string.Join(" · ", new[]
    {
        entry.Kind == FileKind.Zarr ? "one image or plate" : null,
        OrderWords.Facts(entry),
        entry.CanChoose && rules.Of(entry.Path.Split('#')[0]) is { } conversion ? Converted(conversion, conversion.Key) : null,
        entry is { CanChoose: false, Opens: false, Size: not 0 } ? "no image format" : null,
        entry.ModifiedAt is not { } at ? null : IsGrowing(at, clock.Now) && entry.Kind != FileKind.Folder ? "may still be being written" : clock.Ago(at),
    }.OfType<string>());

    /// <summary>"converted to OME-TIFF".</summary>
    public static string Converted(Conversion? conversion, string key) => conversion?.Makes is { } makes ? $"converted to {makes}" : $"converted by {key}";

    public static bool IsGrowing(DateTimeOffset modifiedAt, DateTimeOffset now) => now - modifiedAt < Settles;
}
