using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>The parts of a catalogue's page.</summary>
public enum ReleaseTab
{
    Genomes,
    Differences,
    Checks,
    Files,
    Tree,
    Releases,
    Runs,
}

/// <summary>Where on a catalogue's page somebody is: the query part of its address, so that Back, links and other machines lead there.</summary>
public sealed record ReleasePlace
{
    public ReleaseTab Tab { get; init; }

    public GenomeFilter Genomes { get; init; } = new();

    public GenomeOrder Order { get; init; }

    public bool Downwards { get; init; }

    /// <summary>What species are counted by: 2 phylum … 6 genus.</summary>
    public int Rank { get; init; } = LineageWords.Phylum;

    /// <summary>Differences of this kind; null for all.</summary>
    public GenomeChange? Change { get; init; }

    /// <summary>Code of the selected kind of problem; null for the first.</summary>
    public string? Rule { get; init; }

    /// <summary>The node the tree is drawn from: positions below each other, "0.3.1".</summary>
    public string? Node { get; init; }

    public static ReleasePlace Parse(string? query)
    {
        var values = new PlaceQuery(query);
        var sort = values.One("sort");
        return new ReleasePlace
        {
            Tab = values.Named<ReleaseTab>("tab") ?? default,
            Genomes = new(values.One("q"), values.One("type"), values.One("lineage"), values.Number("completeness"), values.Number("contamination")),
            Order = Enum.TryParse<GenomeOrder>(sort?.TrimStart('-'), ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : default,
            Downwards = sort?.StartsWith('-') ?? false,
            Rank = (int?)values.Number("rank") is >= LineageWords.Phylum and <= LineageWords.Genus and var rank ? rank : LineageWords.Phylum,
            Change = values.Named<GenomeChange>("change"),
            Rule = values.One("rule"),
            Node = values.One("node"),
        };
    }

    /// <summary>Empty, or starting with a question mark; parses back to an equal place.</summary>
    public string ToQuery() => QueryHelpers.AddQueryString("", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["tab"] = Tab == default ? null : Tab.ToString().ToLowerInvariant(),
        ["q"] = Genomes.Text,
        ["type"] = Genomes.Type,
        ["lineage"] = Genomes.Lineage,
        ["completeness"] = Genomes.MinCompleteness?.ToString(CultureInfo.InvariantCulture),
        ["contamination"] = Genomes.MaxContamination?.ToString(CultureInfo.InvariantCulture),
        ["sort"] = Order == default && !Downwards ? null : $"{(Downwards ? "-" : "")}{Order.ToString().ToLowerInvariant()}",
        ["rank"] = Rank == LineageWords.Phylum ? null : Rank.ToString(CultureInfo.InvariantCulture),
        ["change"] = Change?.ToString().ToLowerInvariant(),
        ["rule"] = Rule,
        ["node"] = Node,
    }.Where(v => v.Value is not null));

    public string Url(string slug) => $"genome-catalogues/{slug}{ToQuery()}";

    /// <summary>Another part of the page, without what was selected on this one.</summary>
    public ReleasePlace At(ReleaseTab tab) => new() { Tab = tab };

    /// <summary>The other direction of this order, or this order.</summary>
    public ReleasePlace SortedBy(GenomeOrder order) => this with { Order = order, Downwards = order == Order ? !Downwards : order != GenomeOrder.Accession && order != GenomeOrder.Contamination };
}
