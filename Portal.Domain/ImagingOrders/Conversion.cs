namespace Portal.Domain.ImagingOrders;

/// <summary>A container that makes files of one kind into something OMERO reads.</summary>
/// <param name="Key">As configuration and the web plugin call it.</param>
/// <param name="Container">Image reference.</param>
/// <param name="Makes">In words: what comes out; null where nobody can say.</param>
/// <param name="Parameters">Each becomes <c>--key value</c>, in this order.</param>
public sealed record Conversion(string Key, string Container, string? Makes, IReadOnlyList<ConversionParameter> Parameters)
{
    /// <summary>In a parameter: the image within the file that was chosen.</summary>
    public const string SubImage = "{UUID}";

    public const string InputFile = "{Files}";
    public const string OutputFolder = "/data";
    public const string TemporaryFolder = "/out";

    // What the containers of BIOMERO make; a configuration does not say it.
    private static readonly (string Image, string Makes)[] Known = [("biomero-converter", "OME-Zarr"), ("cimagexpresstoometiff", "OME-TIFF"), ("convertleica-docker", "OME-TIFF")];

    public static Conversion Of(string key, string container, IReadOnlyList<ConversionParameter> parameters) => new(key, container, MadeBy(container), parameters);

    /// <summary>What comes out of a container, as far as it is known.</summary>
    public static string? MadeBy(string container) => Known.FirstOrDefault(k => container.Split('/')[^1].Split(':', '@')[0] == k.Image).Makes;

    /// <summary>Each image of a file can be asked for alone.</summary>
    public bool TakesSubImages => Parameters.Any(p => p.IsSubImage);

    /// <param name="subImage">Null: the whole file, and the parameter that names an image is left out.</param>
    public IReadOnlyList<ConversionParameter> For(string? subImage) => subImage is null
        ? [.. Parameters.Where(p => !p.Value.Contains(SubImage, StringComparison.Ordinal))]
        : [.. Parameters.Select(p => p with { Value = p.Value.Replace(SubImage, subImage, StringComparison.Ordinal) })];
}

/// <summary>A parameter of a conversion; the importer takes texts only.</summary>
public sealed record ConversionParameter(string Key, string Value)
{
    /// <summary>The portal fills it in with the image that was chosen.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSubImage => Value.Contains(Conversion.SubImage, StringComparison.Ordinal);
}

/// <summary>Which files are converted, and how.</summary>
/// <param name="ByExtension">Key of a conversion by extension, lower case with its dot.</param>
public sealed record ConversionRules(IReadOnlyDictionary<string, string> ByExtension, IReadOnlyList<Conversion> Conversions)
{
    private const int LongestValue = 1_000;
    private const string Leica = "dataset_leica_uuid";
    private const string Screen = "screen_db";

    /// <summary>As the web plugin ships them.</summary>
    public static ConversionRules Shipped { get; } = new(
        new Dictionary<string, string>(StringComparer.Ordinal) { [".lif"] = Leica, [".xlef"] = Leica, [".lof"] = Leica, [".db"] = Screen },
        [
            Conversion.Of(Screen, "cellularimagingcf/biomero-converter:latest", []),
            Conversion.Of("screen_db_to_tiff", "cellularimagingcf/cimagexpresstoometiff:v0.7", [new("saveoption", "single")]),
            Conversion.Of(Leica, "cellularimagingcf/convertleica-docker:v1.3.1", [new("image_uuid", Conversion.SubImage)]),
        ]);

    /// <summary>Where one of these is in a folder, it is all there is to choose: whole names, or extensions that begin with a dot.</summary>
    public IReadOnlyList<string> ExclusivePatterns { get; init; } = ListingRules.ExclusivePatterns;

    /// <returns>Null: OMERO reads it as it is.</returns>
    public Conversion? Of(string path) =>
        ByExtension.TryGetValue(ExtensionOf(path), out var key) ? Find(key) : null;

    /// <summary>By what conversions go.</summary>
    public static string ExtensionOf(string path) => Path.GetExtension(path).ToLowerInvariant();

    public Conversion? Find(string? key) => Conversions.SingleOrDefault(c => c.Key == key);

    /// <summary>Whether it can be chosen; a configuration may have lost it since.</summary>
    public bool Has(ChosenConversion chosen) => chosen is { Extension: ['.', _, ..], Conversion: { } key } && (key == ChosenConversion.AsItIs || Find(key) is not null);

    /// <summary>The same with conversions somebody chose instead of the configuration's.</summary>
    /// <exception cref="RuleException">There is no such conversion.</exception>
    public ConversionRules Choosing(IReadOnlyList<ChosenConversion>? chosen)
    {
        if (chosen?.FirstOrDefault(c => !Has(c)) is { } wrong)
        {
            throw new RuleException("conversion", wrong.Extension is not ['.', _, ..]
                ? $"“{wrong.Extension}” is no extension. Write it with its dot, such as .db."
                : $"The configuration has no conversion “{wrong.Conversion}”. It has {string.Join(", ", Conversions.Select(c => c.Key))}; “{ChosenConversion.AsItIs}” imports files as they are.", 400);
        }

        var own = (chosen ?? []).GroupBy(c => c.Extension.ToLowerInvariant(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Conversion, StringComparer.Ordinal);
        var others = ByExtension.Where(e => !own.ContainsKey(e.Key));
        return own.Count == 0 ? this : this with { ByExtension = others.Concat(own.Where(o => Find(o.Value) is not null)).ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>The same as far as it goes: what the configuration has lost is as configured.</summary>
    public ConversionRules Possible(IReadOnlyList<ChosenConversion> chosen) => Choosing([.. chosen.Where(Has)]);

    /// <summary>The same conversions with values somebody chose instead of the configuration's.</summary>
    /// <exception cref="RuleException">There is no such conversion or parameter, or the value is none.</exception>
    public ConversionRules With(IReadOnlyList<ChosenParameter>? chosen)
    {
        foreach (var choice in chosen ?? [])
        {
            if (Find(choice.Conversion)?.Parameters.SingleOrDefault(p => p.Key == choice.Key) is not { } known || known.IsSubImage)
            {
                throw new RuleException("parameter", $"The conversion “{choice.Conversion}” has no parameter “{choice.Key}” that can be chosen. Leave it out, or ask for it in the configuration.", 400);
            }

            if (choice.Value is not { Length: > 0 and <= LongestValue } || choice.Value.Any(char.IsControl) || choice.Value.Contains(Conversion.SubImage, StringComparison.Ordinal))
            {
                throw new RuleException("parameter", $"The parameter “{choice.Key}” needs a value of 1 to {LongestValue:N0} printable characters.", 400);
            }
        }

        return chosen is null or [] ? this : this with { Conversions = [.. Conversions.Select(c => c with { Parameters = [.. c.Parameters.Select(p => Chosen(c, p, chosen))] })] };
    }

    private static ConversionParameter Chosen(Conversion conversion, ConversionParameter parameter, IReadOnlyList<ChosenParameter> chosen) =>
        chosen.LastOrDefault(c => c.Conversion == conversion.Key && c.Key == parameter.Key) is { } other ? parameter with { Value = other.Value } : parameter;
}
