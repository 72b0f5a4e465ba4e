using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What the list of taxa shows; the query part of its address.</summary>
public sealed record TaxonListPlace(TaxonStatus? Status = null, bool Attention = false, string? Text = null)
{
    public bool IsEverything => this == new TaxonListPlace();

    public TaxonFilter Filter => new(Status, Attention, Text);

    public string Url => QueryHelpers.AddQueryString("taxon-fetches", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["status"] = Status?.ToString().ToLowerInvariant(),
        ["attention"] = Attention ? "1" : null,
        ["q"] = Text,
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    public static TaxonListPlace Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new(Enum.TryParse<TaxonStatus>(One("status"), ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null, One("attention") == "1", One("q"));

        string? One(string name) => values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;
    }
}

/// <summary>The parts of a taxon's page.</summary>
public enum TaxonTab
{
    Runs,
    Rules,
    Log,
}

/// <summary>What a taxon's page shows; the query part of its address.</summary>
/// <param name="Run">The run that is explained.</param>
public sealed record TaxonPlace(TaxonTab Tab = TaxonTab.Runs, bool? Passed = null, string? Reason = null, string? Text = null, string? Run = null)
{
    public ReadRunFilter Filter => new(Passed, Reason, Text);

    public bool IsEverything => Filter == new ReadRunFilter();

    public TaxonPlace At(TaxonTab tab) => new(tab);

    public string Url(long taxId) => QueryHelpers.AddQueryString($"taxon-fetches/{taxId}", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["tab"] = Tab == TaxonTab.Runs ? null : Tab.ToString().ToLowerInvariant(),
        ["passed"] = Passed?.ToString().ToLowerInvariant(),
        ["reason"] = Reason,
        ["q"] = Text,
        ["run"] = Run,
    }.Where(v => !string.IsNullOrEmpty(v.Value)));

    public static TaxonPlace Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new(Enum.TryParse<TaxonTab>(One("tab"), ignoreCase: true, out var tab) && Enum.IsDefined(tab) ? tab : TaxonTab.Runs,
            bool.TryParse(One("passed"), out var passed) ? passed : null, One("reason"), One("q"), One("run"));

        string? One(string name) => values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;
    }
}
