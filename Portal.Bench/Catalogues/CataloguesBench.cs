using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.GenomeCatalogues;
using Portal.Sandbox.Catalogues;

namespace Portal.Bench.Catalogues;

/// <summary>Importing genome catalogues of 1,000 and 10,000 genomes, beside reading their files once and copying rows of equal size; and their pages' queries.</summary>
internal static class CataloguesBench
{
    private const int Small = 1_000;
    private const int Large = 10_000;
    private const int WarmUp = 100;
    private const int FileLines = 60;
    private const double TimesMost = 3;

    /// <param name="most">Genomes of the larger catalogue.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, int most, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("portal-bench-results-").FullName;
        try
        {
            var connectionString = await database.CreateAsync(cancellationToken);
            Environment.SetEnvironmentVariable("GenomeCatalogues__ResultsRoot", results);
            await using var portal = await BenchPortal.StartAsync(connectionString, "all", _ => { }, cancellationToken);
            await ImportAsync(portal, Lay(results, WarmUp, from: 500_001), cancellationToken);
            var figures = new List<Figure> { await FigureAsync(portal, connectionString, results, Small, from: 1, cancellationToken) };
            if (most >= Large)
            {
                figures.Add(await FigureAsync(portal, connectionString, results, Large, from: 100_001, cancellationToken));
            }

            var shown = most >= Large ? Large : Small;
            await ImportAsync(portal, Lay(results, shown, from: most >= Large ? 100_051 : 51, version: "1.1"), cancellationToken); // fifty gone, fifty new, a tenth changed
            figures.Add(await CataloguePages.FigureAsync(portal, $"made-up-{shown}-v1-1", shown, cancellationToken));
            return figures;
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    private static async Task<Figure> FigureAsync(BenchPortal portal, string connectionString, string results, int genomes, int from, CancellationToken cancellationToken)
    {
        var wish = Lay(results, genomes, from);
        await ProcessMemory.Own.ForgetPeakAsync(cancellationToken);
        var idle = ProcessMemory.Own.NowMiB;
        var (run, steps) = await ImportAsync(portal, wish, cancellationToken);
        var peak = ProcessMemory.Own.PeakMiB;
        var total = steps.Sum(s => s.Took.TotalSeconds);
        var beside = await ReadAndCopy.MeasureAsync(connectionString, run, Path.Combine(results, wish.ResultsDirectory, "website"), cancellationToken);
        var annotations = steps.Single(s => s.Name == "upload-genome-annotations").Took.TotalSeconds;
        return new Figure
        {
            What = $"import of {genomes:N0} genomes",
            Measured = $"{total:0.0} s, {genomes / total:0} genomes/s, {beside.TableMegabytes / annotations:0.0} MB/s of annotation tables, {peak - idle:0} MiB above idle",
            Beside = [$"reading the files once {beside.Read.TotalSeconds:0.0} s and copying rows of equal size {beside.Copy.TotalSeconds:0.0} s"],
            Goal = new Goal($"≤ {TimesMost} × both", total <= TimesMost * (beside.Read + beside.Copy).TotalSeconds),
            How = $"once, after an import of {WarmUp} genomes for warming up; the portal in this process; from the first step's start to the last one's end. Each genome has {FileLines} lines a file; {beside.Files:N0} files. "
                + "Beside: JSON and tables read whole and the others' sizes asked, on one thread, the import's own reading having warmed the cache; then its three tables copied from a binary file.",
            HeldBackBy = "everything is read twice: once by the scan, which must find all problems before anything is written, and once for the rows.",
            Parts = [string.Join(", ", steps.Select(s => $"{s.Name} {s.Took.TotalMilliseconds:0} ms")), $"idle {idle:0} MiB, at the peak {peak:0} MiB"],
        };
    }

    private static CatalogueWish Lay(string results, int genomes, int from, string version = "1.0")
    {
        var folder = $"made-up-{genomes}/{version}";
        new MadeUpCatalogue(CatalogueType.Prokaryotes, genomes, from, Edition: version == "1.0" ? 1 : 2, FileLines: FileLines).WriteTo(Path.Combine(results, folder));
        return new CatalogueWish
        {
            ResultsDirectory = folder,
            CatalogueName = $"Made up {genomes}",
            CatalogueVersion = version,
            GoldBiome = "root:Host-associated:Human:Digestive system",
            PipelineVersion = "v2.0",
            CatalogueType = "prokaryotes",
        };
    }

    private static async Task<(Guid Run, IReadOnlyList<(string Name, TimeSpan Took)> Steps)> ImportAsync(BenchPortal portal, CatalogueWish wish, CancellationToken cancellationToken)
    {
        var run = (await portal.Get<GenomeCatalogueCommands>().ImportAsync(wish, Actor.Portal, cancellationToken)).Id;
        while (true)
        {
            await using var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
            var now = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken);
            if (now.State == RunState.Succeeded)
            {
                var steps = await db.RunSteps.AsNoTracking().Where(s => s.RunId == run).OrderBy(s => s.Position).ToListAsync(cancellationToken);
                return (run, [.. steps.Select(s => (s.Name, s.EndedAt!.Value - s.StartedAt!.Value))]);
            }

            if (now.State.IsFinal())
            {
                throw new InvalidOperationException($"The import of {wish.ResultsDirectory} is {now.State}: {now.Failure} {now.FailureDetail}");
            }

            await Task.Delay(200, cancellationToken);
        }
    }
}
