using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>Addresses of the pages about several releases.</summary>
public static class PublishPlace
{
    public static string Url(IEnumerable<string> slugs) => $"genome-catalogues/publish?{string.Join('&', slugs.Order(StringComparer.Ordinal).Select(s => $"catalogue={Uri.EscapeDataString(s)}"))}";

    public static string Compare(string before, string now, GenomeChange? only = null) =>
        $"genome-catalogues/compare?old={Uri.EscapeDataString(before)}&new={Uri.EscapeDataString(now)}{(only is { } change ? $"&change={change.ToString().ToLowerInvariant()}" : "")}";
}
