namespace Portal.Jobs.ImagingOrders.Leica;

/// <summary>An image within a Leica file, or a folder of them.</summary>
/// <param name="Facts">Null: a folder.</param>
/// <param name="Reference">The folder lies in a file of its own; below the group's folder.</param>
internal sealed record LeicaItem(string Name, string Id, LeicaFacts? Facts, IReadOnlyList<LeicaItem> Items, string? Reference = null);

/// <summary>What the microscope wrote about an image.</summary>
/// <param name="Tiles">Positions that were taken one after the other.</param>
/// <param name="VoxelWidth">In <see cref="Unit"/>; 0 where it is not told.</param>
public sealed record LeicaFacts(int Width, int Height, int Slices, int Times, int Tiles, int Channels, bool IsRgb, double VoxelWidth, double VoxelHeight, double VoxelDepth, string Unit, DateTimeOffset? TakenAt)
{
    /// <summary>Of one pixel with all its channels; 0 where it is not told.</summary>
    public int PixelBytes { get; init; }

    /// <summary>Uncompressed; 0 where it is not told.</summary>
    public long Bytes => (long)Math.Min(long.MaxValue / 2, (double)Width * Height * Slices * Times * Tiles * PixelBytes);
}
