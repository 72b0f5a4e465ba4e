using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Jobs.GenomeCatalogues;
using Portal.Runs;

namespace Portal.GenomeCatalogues;

/// <summary>Reads what the page of a catalogue shows; what did not change with its address is taken over.</summary>
public sealed class ReleaseReading(
    CatalogueQueries catalogues, GenomeQueries genomes, CatalogueCharts charts, GenomeChanges changes, CatalogueDifferences differences, DifferenceReading reading, CatalogueProblems problems, RunQueries runs, IFileStore files)
{
    public const int PageSize = 50;
    private const int MostRuns = 50;

    /// <param name="before">What the page shows now.</param>
    /// <param name="compare">Also count what differs from the release before; the first drawing of a page does not wait for that.</param>
    /// <returns>Null when there is no such release, or none the caller may see.</returns>
    public async Task<ReleaseContents?> ReadAsync(string slug, ReleasePlace place, Grants grants, ReleaseContents? before, bool compare, CancellationToken cancellationToken)
    {
        if (await catalogues.FindAsync(slug, grants, cancellationToken) is not { } release)
        {
            return null;
        }

        var same = before is not null && before.Release.Slug == slug && before.Release.Generation == release.Generation && before.Release.UpdatedAt == release.UpdatedAt;
        var contents = same ? before! with { Release = release, Place = place } : await BeginAsync(release, place, grants, cancellationToken);
        if (compare && contents.Counts is null && contents.Before?.Generation is { } former && release.Generation is { } now)
        {
            contents = contents with { Counts = await differences.CountAsync(former, now, cancellationToken) };
        }

        var old = same ? before!.Place : null;
        return place.Tab switch
        {
            ReleaseTab.Genomes => await GenomesAsync(contents, old, cancellationToken),
            ReleaseTab.Differences => contents.Before?.Generation is { } from ? contents with { Differences = await reading.ReadAsync(from, contents.Generation, place.Change, cancellationToken) } : contents,
            ReleaseTab.Checks => contents with { Report = await problems.ReadAsync(contents.Generation, place.Rule, place.Genomes.Text, 0, cancellationToken) },
            ReleaseTab.Files => contents with { Files = contents.Files ?? await charts.FilesAsync(contents.Generation, cancellationToken) },
            ReleaseTab.Tree => contents with { Tree = await TreeAsync(contents.Generation, place.Node, cancellationToken) },
            ReleaseTab.Runs => contents with { Runs = (await runs.ListAsync(OfRelease(release), null, MostRuns, grants, cancellationToken)).Items },
            _ => contents,
        };
    }

    /// <summary>Whether an import or a publication has changed the release since.</summary>
    public async Task<bool> IsStaleAsync(ReleaseContents contents, Grants grants, CancellationToken cancellationToken) =>
        await catalogues.FindAsync(contents.Release.Slug, grants, cancellationToken) is not { } now || now.UpdatedAt != contents.Release.UpdatedAt;

    public async Task<ReleaseContents> MoreGenomesAsync(ReleaseContents contents, CancellationToken cancellationToken)
    {
        var (shown, place) = (contents.Genomes!, contents.Place);
        var page = await genomes.ListAsync(contents.Release, place.Genomes, place.Order, place.Downwards, shown.Next, PageSize, cancellationToken);
        var marks = await MarksAsync(contents, page.Items, cancellationToken);
        return contents with { Genomes = shown with { Items = [.. shown.Items, .. page.Items], Next = page.Next, Marks = shown.Marks.Concat(marks).ToDictionary(StringComparer.Ordinal) } };
    }

    public async Task<ReleaseContents> MoreDifferencesAsync(ReleaseContents contents, CancellationToken cancellationToken) =>
        contents with { Differences = await reading.MoreAsync(contents.Differences!, contents.Before!.Generation!.Value, contents.Generation, cancellationToken) };

    public async Task<ReleaseContents> MoreProblemsAsync(ReleaseContents contents, CancellationToken cancellationToken) =>
        contents with { Report = await problems.ReadAsync(contents.Generation, contents.Place.Rule, contents.Place.Genomes.Text, contents.Report!.Rows.Count, cancellationToken) };

    private static RunFilter OfRelease(ReleaseView release) => new() { SubjectKey = Domain.GenomeCatalogues.CatalogueRelease.KeyOf(release.Slug) };

    private async Task<ReleaseContents> BeginAsync(ReleaseView release, ReleasePlace place, Grants grants, CancellationToken cancellationToken)
    {
        var import = release.Generation is { } generation ? await runs.RowsAsync([generation], grants, cancellationToken) : [];
        return new ReleaseContents
        {
            Release = release,
            Place = place,
            Before = await catalogues.BeforeAsync(release, grants, cancellationToken),
            MayCurate = grants.SeesDrafts,
            Import = import.Count > 0 ? import[0] : null,
            Warnings = await problems.CountAsync(release.Generation ?? Guid.Empty, cancellationToken),
            Series = await catalogues.SeriesAsync(release.SeriesId, grants, cancellationToken),
        };
    }

    private async Task<ReleaseContents> GenomesAsync(ReleaseContents contents, ReleasePlace? old, CancellationToken cancellationToken)
    {
        var place = contents.Place;
        contents = contents with
        {
            Quality = contents.Quality ?? await charts.QualityAsync(contents.Generation, contents.Before?.Generation, cancellationToken),
            Taxa = contents.Taxa is { } taxa && old?.Rank == place.Rank ? taxa : await charts.TaxaAsync(contents.Generation, place.Rank, cancellationToken),
        };
        if (contents.Genomes is not null && old is not null && old with { Rank = place.Rank, Tab = place.Tab } == place)
        {
            return contents;
        }

        var page = await genomes.ListAsync(contents.Release, place.Genomes, place.Order, place.Downwards, null, PageSize, cancellationToken);
        return contents with
        {
            Genomes = new(page.Items, await genomes.CountAsync(contents.Release, place.Genomes, cancellationToken), page.Next, await MarksAsync(contents, page.Items, cancellationToken)),
        };
    }

    private async Task<IReadOnlyDictionary<string, GenomeMark>> MarksAsync(ReleaseContents contents, IReadOnlyList<Domain.GenomeCatalogues.GenomeSnapshot> rows, CancellationToken cancellationToken) =>
        contents.Before?.Generation is { } before ? await changes.MarksAsync(before, contents.Generation, [.. rows.Select(r => r.Accession)], cancellationToken) : new Dictionary<string, GenomeMark>();

    private async Task<TreeView?> TreeAsync(Guid generation, string? node, CancellationToken cancellationToken)
    {
        try
        {
            await using var json = await files.OpenAsync(UploadCatalogueFiles.TreeKey(generation), cancellationToken);
            var root = await PhyloTree.ReadAsync(json, cancellationToken);
            return PhyloTree.Way(root, node) is { } way ? new(node, way, TreeDrawing.Of(way[^1], node)) : new(null, [root], TreeDrawing.Of(root, null));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
