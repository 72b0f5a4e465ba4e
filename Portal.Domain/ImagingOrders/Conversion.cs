namespace Portal.Domain.ImagingOrders;

/// <summary>A container that makes files of one kind into something OMERO reads.</summary>
/// <param name="Key">As configuration and the web plugin call it.</param>
/// <param name="Container">Image reference.</param>
/// <param name="Makes">In words: what comes out.</param>
/// <param name="Parameters">Each becomes <c>--key value</c>, in this order.</param>
public sealed record Conversion(string Key, string Container, string Makes, IReadOnlyList<ConversionParameter> Parameters)
{
    /// <summary>In a parameter: the image within the file that was chosen.</summary>
    public const string SubImage = "{UUID}";

    public const string InputFile = "{Files}";
    public const string OutputFolder = "/data";
    public const string TemporaryFolder = "/out";

    /// <summary>Each image of a file can be asked for alone.</summary>
    public bool TakesSubImages => Parameters.Any(p => p.Value.Contains(SubImage, StringComparison.Ordinal));

    /// <param name="subImage">Null: the whole file, and the parameter that names an image is left out.</param>
    public IReadOnlyList<ConversionParameter> For(string? subImage) => subImage is null
        ? [.. Parameters.Where(p => !p.Value.Contains(SubImage, StringComparison.Ordinal))]
        : [.. Parameters.Select(p => p with { Value = p.Value.Replace(SubImage, subImage, StringComparison.Ordinal) })];
}

/// <summary>A parameter of a conversion; the importer takes texts only.</summary>
public sealed record ConversionParameter(string Key, string Value);

/// <summary>Which files are converted, and how.</summary>
/// <param name="ByExtension">Key of a conversion by extension, lower case with its dot.</param>
public sealed record ConversionRules(IReadOnlyDictionary<string, string> ByExtension, IReadOnlyList<Conversion> Conversions)
{
    private const string Leica = "dataset_leica_uuid";
    private const string Screen = "screen_db";

    /// <summary>As the web plugin ships them.</summary>
    public static ConversionRules Shipped { get; } = new(
        new Dictionary<string, string>(StringComparer.Ordinal) { [".lif"] = Leica, [".xlef"] = Leica, [".lof"] = Leica, [".db"] = Screen },
        [
            new(Screen, "cellularimagingcf/biomero-converter:latest", "OME-Zarr", []),
            new("screen_db_to_tiff", "cellularimagingcf/cimagexpresstoometiff:v0.7", "OME-TIFF", [new("saveoption", "single")]),
            new(Leica, "cellularimagingcf/convertleica-docker:v1.3.1", "OME-TIFF", [new("image_uuid", Conversion.SubImage)]),
        ]);

    /// <returns>Null: OMERO reads it as it is.</returns>
    public Conversion? Of(string path) =>
        ByExtension.TryGetValue(Path.GetExtension(path).ToLowerInvariant(), out var key) ? Conversions.Single(c => c.Key == key) : null;
}
