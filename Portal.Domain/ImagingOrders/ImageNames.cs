namespace Portal.Domain.ImagingOrders;

/// <summary>What an image is called in OMERO when its conversion has a name for it.</summary>
public static class ImageNames
{
    private static readonly string[] Double = [".ome.tiff", ".ome.tif", ".ome.zarr"];

    /// <param name="told">By the conversion.</param>
    /// <param name="file">What it wrote; images are called so when they are imported.</param>
    /// <param name="withExtension">As importers before 1.5 do it: the name gets the extension of the file.</param>
    /// <returns>Null: it stays as it is called.</returns>
    public static string? Of(string? told, string file, bool withExtension)
    {
        if (string.IsNullOrEmpty(told) || told == file)
        {
            return null;
        }

        var extension = withExtension ? ExtensionOf(file) : "";
        var name = told.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? told : told + extension;
        return name == file ? null : name;
    }

    private static string ExtensionOf(string file) => Array.Find(Double, d => file.EndsWith(d, StringComparison.OrdinalIgnoreCase)) is { } both ? file[^both.Length..] : Path.GetExtension(file);
}
