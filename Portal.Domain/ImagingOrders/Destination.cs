using System.Globalization;

namespace Portal.Domain.ImagingOrders;

/// <summary>What images go into; spelled as the importer's table spells it.</summary>
public enum DestinationType
{
    Dataset,
    Screen,
}

/// <summary>A dataset or a screen in OMERO.</summary>
public readonly record struct Destination(DestinationType Type, long Id)
{
    /// <summary>As the table has it.</summary>
    public string IdText => Id.ToString(CultureInfo.InvariantCulture);

    public override string ToString() => $"{Type} {IdText}";

    /// <param name="type"><c>Dataset</c>, <c>Screen</c>, or the plural the web plugin says.</param>
    /// <exception cref="RuleException">It is neither, or the id is no id.</exception>
    public static Destination Read(string? type, long id) => new(type switch
    {
        "Dataset" or "datasets" => DestinationType.Dataset,
        "Screen" or "screens" => DestinationType.Screen,
        _ => throw new RuleException("destination", $"Images go into a Dataset or a Screen; “{type}” is neither.", 400),
    }, id > 0 ? id : throw new RuleException("destination", $"The id of a Dataset or Screen is a number above 0; it is {id}.", 400));
}
