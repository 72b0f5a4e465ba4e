namespace Portal.Domain.ImagingOrders;

/// <summary>What somebody has filled in on the way to orders; empty where nothing is.</summary>
public sealed record OrderChoice
{
    /// <summary>Below the group's folder, in the order they were chosen.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public IReadOnlyList<ChosenDestination> Destinations { get; init; } = [];

    /// <summary>Login in OMERO; null: one's own.</summary>
    public string? User { get; init; }

    /// <summary>By extension, where it is another conversion than the configuration's, or none.</summary>
    public IReadOnlyList<ChosenConversion> Conversions { get; init; } = [];

    /// <summary>Values that differ from the configuration's.</summary>
    public IReadOnlyList<ChosenParameter> Parameters { get; init; } = [];

    public IReadOnlyList<MetadataPair> Metadata { get; init; } = [];
    public ChosenStart When { get; init; }

    /// <summary>Not before; counts where <see cref="When"/> says so.</summary>
    public DateTimeOffset? At { get; init; }

    public int Priority { get; init; }

    /// <summary>What is at its destination already is left out.</summary>
    public bool SkipKnown { get; init; } = true;

    public bool IsEmpty => Paths.Count == 0 && Destinations.Count == 0 && Metadata.Count == 0 && Parameters.Count == 0 && Conversions.Count == 0;

    public OrderStart Start => When switch
    {
        ChosenStart.Held => new(Hold: true, Priority: Priority),
        ChosenStart.At => new(At: At, Priority: Priority),
        _ => new(Priority: Priority),
    };

    /// <summary>What goes into a template: everything but the files and the day.</summary>
    public OrderChoice ForTemplate() => this with { Paths = [], At = null, When = When == ChosenStart.At ? ChosenStart.Now : When };

    /// <summary>Chooses the paths, or takes them away.</summary>
    public OrderChoice With(IReadOnlyCollection<string> paths, bool chosen) => this with
    {
        Paths = chosen ? [.. Paths.Union(paths, StringComparer.Ordinal)] : [.. Paths.Except(paths, StringComparer.Ordinal)],
    };

    public OrderChoice With(ChosenDestination destination) => this with { Destinations = [.. Destinations.Where(d => !d.Is(destination)), destination] };

    public OrderChoice Without(ChosenDestination destination) => this with { Destinations = [.. Destinations.Where(d => !d.Is(destination))] };

    /// <param name="conversion">Null: as the configuration says.</param>
    public OrderChoice Convert(string extension, string? conversion)
    {
        IEnumerable<ChosenConversion> others = Conversions.Where(c => c.Extension != extension);
        return this with { Conversions = conversion is null ? [.. others] : [.. others, new(extension, conversion)] };
    }

    /// <param name="value">Null: as the configuration says.</param>
    public OrderChoice With(string conversion, string key, string? value)
    {
        IEnumerable<ChosenParameter> others = Parameters.Where(p => p.Conversion != conversion || p.Key != key);
        return this with { Parameters = value is null ? [.. others] : [.. others, new(conversion, key, value)] };
    }
}

/// <summary>When orders go.</summary>
public enum ChosenStart
{
    Now,
    Held,
    At,
}

/// <param name="Name">In OMERO, where it is known.</param>
public sealed record ChosenDestination(DestinationType Type, long Id, string? Name = null)
{
    public override string ToString() => Name is null ? $"{new Destination(Type, Id)}" : $"{new Destination(Type, Id)} “{Name}”";

    internal bool Is(ChosenDestination other) => (Type, Id) == (other.Type, other.Id);
}

/// <summary>A conversion of one's own for all files of an extension.</summary>
/// <param name="Extension">Lower case, with its dot.</param>
/// <param name="Conversion">Key of a conversion, or <see cref="AsItIs"/>.</param>
public sealed record ChosenConversion(string Extension, string Conversion)
{
    /// <summary>The file is imported as it is.</summary>
    public const string AsItIs = "none";
}

/// <summary>A conversion's parameter with a value of one's own.</summary>
/// <param name="Conversion">Key of the conversion.</param>
public sealed record ChosenParameter(string Conversion, string Key, string Value);
