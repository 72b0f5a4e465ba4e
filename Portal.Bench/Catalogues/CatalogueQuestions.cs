using System.Diagnostics;
using Portal.Domain.Accounts;
using Portal.GenomeCatalogues;

namespace Portal.Bench.Catalogues;

/// <summary>What the page of a catalogue asks of the database, with each filter and order.</summary>
internal static class CatalogueQuestions
{
    private const int WarmUp = 5;
    private const int Times = 40;
    private const int PageSize = 50;
    private const double Most = 150;

    public static async Task<Figure> FigureAsync(BenchPortal portal, string slug, CancellationToken cancellationToken)
    {
        var (catalogues, genomes, charts) = (portal.Get<CatalogueQueries>(), portal.Get<GenomeQueries>(), portal.Get<CatalogueCharts>());
        var release = await catalogues.FindAsync(slug, Grants.All, cancellationToken) ?? throw new InvalidOperationException($"There is no {slug}.");
        var (worst, slowest, parts) = (0.0, "", new List<string>());
        foreach (var (what, filter, order, downwards, cursor) in Questions(release))
        {
            var spread = await MeasureAsync(async () =>
            {
                await genomes.ListAsync(release, filter, order, downwards, cursor, PageSize, cancellationToken);
                await genomes.CountAsync(release, filter, cancellationToken);
            });
            Look(what + ": list and count", spread);
        }

        for (var rank = 1; rank <= 6; rank++)
        {
            var at = rank;
            Look($"taxa of rank {rank}", await MeasureAsync(() => charts.TaxaAsync(release.Generation!.Value, at, cancellationToken)));
        }

        Look("the release itself", await MeasureAsync(() => catalogues.FindAsync(slug, Grants.All, cancellationToken)));
        return new Figure
        {
            What = $"queries of the page of a catalogue with {release.Figures.Genomes:N0} genomes, any filter",
            Measured = $"p95 {worst:0} ms at most ({slowest})",
            Goal = new Goal($"p95 < {Most:0} ms", worst < Most),
            How = $"{parts.Count} questions, each {Times} times after {WarmUp} for warming up, one at a time, through the portal's own queries in its process; the slowest question's p95. Load at the end {Machine.Load()}.",
            Parts = parts,
        };

        void Look(string what, Spread spread)
        {
            parts.Add($"{what} {spread}");
            (worst, slowest) = spread.P95 > worst ? (spread.P95, what) : (worst, slowest);
        }
    }

    private static IEnumerable<(string What, GenomeFilter Filter, GenomeOrder Order, bool Downwards, string? Cursor)> Questions(ReleaseView release)
    {
        var everything = new GenomeFilter();
        foreach (var order in Enum.GetValues<GenomeOrder>())
        {
            yield return ($"everything by {order}", everything, order, false, null);
            yield return ($"everything by {order}, downwards", everything, order, true, null);
        }

        yield return ("page in the middle", everything, GenomeOrder.Completeness, true, $"{release.Figures.Genomes / 2}");
        yield return ("isolates", everything with { Type = "Isolate" }, GenomeOrder.Accession, false, null);
        yield return ("nearly whole and clean", everything with { MinCompleteness = 95, MaxContamination = 1 }, GenomeOrder.Completeness, true, null);
        yield return ("a phylum", everything with { Lineage = "d__Bacteria;p__Bacillota" }, GenomeOrder.Length, false, null);
        yield return ("text in a tenth", everything with { Text = "Genus1" }, GenomeOrder.Accession, false, null);
        yield return ("text nowhere", everything with { Text = "no such thing" }, GenomeOrder.Genomes, true, null);
        yield return ("everything at once", new GenomeFilter("sp0", "MAG", "d__Bacteria;p__Bacillota", 85, 4), GenomeOrder.Contamination, false, null);
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
