using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>What the list of catalogues shows; the query part of its address.</summary>
/// <param name="Biome">A lineage; what lies below it counts.</param>
public sealed record CatalogueListPlace(string? Label = null, CatalogueType? Type = null, string? Biome = null, ReleaseStatus? Status = null, string? Text = null)
{
    public bool IsEverything => this == new CatalogueListPlace();

    public ReleaseFilter Filter => new(Label, Type, Biome, Status, Text);

    public string Url => QueryHelpers.AddQueryString("genome-catalogues", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["label"] = Label,
        ["type"] = Type?.Word(),
        ["biome"] = Biome,
        ["status"] = Status?.Word(),
        ["q"] = Text,
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    public static CatalogueListPlace Parse(string? query)
    {
        var values = new PlaceQuery(query);
        return new(values.One("label"), CatalogueTypes.Parse(values.One("type")), values.One("biome"), values.Named<ReleaseStatus>("status"), values.One("q"));
    }
}

/// <summary>The query part of an address, read without trusting it.</summary>
internal sealed class PlaceQuery(string? query)
{
    private readonly Dictionary<string, Microsoft.Extensions.Primitives.StringValues> _values = QueryHelpers.ParseQuery(query);

    public string? One(string name) => _values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out var values) ? [.. values.OfType<string>().Where(v => v.Length > 0)] : [];

    public T? Named<T>(string name) where T : struct, Enum => Enum.TryParse<T>(One(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    public double? Number(string name) =>
        double.TryParse(One(name), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
