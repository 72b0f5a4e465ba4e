using System.Diagnostics;
using System.Net.Http.Headers;
using Portal.Domain.Accounts;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Shell.Accounts;

namespace Portal.Bench.Catalogues;

/// <summary>The page of a catalogue as the server makes it: each filter, order and part, from the request to the last byte of the answer.</summary>
internal static class CataloguePages
{
    private const int WarmUp = 5;
    private const int Times = 40;
    private const double Most = 150;

    /// <param name="slug">A release with another before it, so that the page tells differences as well.</param>
    public static async Task<Figure> FigureAsync(BenchPortal portal, string slug, int genomes, CancellationToken cancellationToken)
    {
        using var client = await ClientAsync(portal, cancellationToken);
        foreach (var (_, place) in Places().Concat(Places()))
        {
            await OpenAsync(client, place.Url(slug), cancellationToken); // code is compiled, pools are filled
        }

        var (worst, slowest, parts) = (0.0, "", new List<string>());
        foreach (var (what, place) in Places())
        {
            var spread = await MeasureAsync(() => OpenAsync(client, place.Url(slug), cancellationToken));
            parts.Add($"{what} {spread}");
            (worst, slowest) = spread.P95 > worst ? (spread.P95, what) : (worst, slowest);
        }

        var compare = await CompareAsync(portal, slug, cancellationToken);
        return new Figure
        {
            What = $"page of a catalogue of {genomes:N0} genomes, any filter",
            Measured = $"p95 {worst:0} ms at most ({slowest})",
            Goal = new Goal($"p95 < {Most:0} ms", worst < Most),
            How = $"{parts.Count} addresses of the page, each fetched {Times} times after {WarmUp} and two rounds of all for warming up, one at a time, through the portal's own HTTP in this process; the slowest address's p95. Load at the end {Machine.Load()}.",
            Parts = [.. parts, $"what the page tells later, once it is connected: how many genomes differ from the release before {compare}"],
        };
    }

    private static IEnumerable<(string What, ReleasePlace Place)> Places()
    {
        foreach (var order in Enum.GetValues<GenomeOrder>())
        {
            yield return ($"by {order}", new() { Order = order });
            yield return ($"by {order}, downwards", new() { Order = order, Downwards = true });
        }

        for (var rank = LineageWords.Phylum; rank <= LineageWords.Genus; rank++)
        {
            yield return ($"taxa of rank {rank}", new() { Rank = rank });
        }

        yield return ("isolates", Of(new(Type: "Isolate")));
        yield return ("nearly whole and clean", Of(new(MinCompleteness: 95, MaxContamination: 1)) with { Order = GenomeOrder.Completeness, Downwards = true });
        yield return ("a phylum", Of(new(Lineage: "d__Bacteria;p__Bacillota")) with { Order = GenomeOrder.Length });
        yield return ("text in a tenth", Of(new(Text: "Genus1")));
        yield return ("text nowhere", Of(new(Text: "no such thing")));
        yield return ("everything at once", Of(new("sp0", "MAG", "d__Bacteria;p__Bacillota", 85, 4)) with { Order = GenomeOrder.Contamination });
        foreach (var tab in Enum.GetValues<ReleaseTab>().Where(t => t != ReleaseTab.Genomes))
        {
            yield return ($"part {tab}", new() { Tab = tab });
        }

        yield return ("differences that changed", new() { Tab = ReleaseTab.Differences, Change = GenomeChange.Changed });

        static ReleasePlace Of(GenomeFilter filter) => new() { Genomes = filter };
    }

    private static async Task<HttpClient> ClientAsync(BenchPortal portal, CancellationToken cancellationToken)
    {
        var secret = ApiKeys.NewSecret();
        await portal.Get<ApiKeys>().CreateAsync("bench", secret, Scopes.Everything, Role.Curator, expiresAt: null, isDemo: false, Actor.Portal, cancellationToken);
        return new HttpClient { BaseAddress = portal.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", secret) } };
    }

    private static async Task OpenAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        var page = await client.GetStringAsync(path, cancellationToken);
        if (!page.Contains("aria-label=\"Parts\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{path} answers with another page.");
        }
    }

    private static async Task<Spread> CompareAsync(BenchPortal portal, string slug, CancellationToken cancellationToken)
    {
        var (catalogues, differences) = (portal.Get<CatalogueQueries>(), portal.Get<CatalogueDifferences>());
        var release = await catalogues.FindAsync(slug, Grants.All, cancellationToken) ?? throw new InvalidOperationException($"There is no {slug}.");
        var before = await catalogues.BeforeAsync(release, Grants.All, cancellationToken) ?? throw new InvalidOperationException($"There is nothing before {slug}.");
        return await MeasureAsync(() => differences.CountAsync(before.Generation!.Value, release.Generation!.Value, cancellationToken));
    }

    private static async Task<Spread> MeasureAsync(Func<Task> ask)
    {
        var spread = new Spread();
        for (var i = 0; i < WarmUp + Times; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await ask();
            if (i >= WarmUp)
            {
                spread.Add(from, Stopwatch.GetTimestamp());
            }
        }

        return spread;
    }
}
