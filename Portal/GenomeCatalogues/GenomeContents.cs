using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>Everything the page of a genome shows.</summary>
/// <param name="History">The releases it is in, the newest first, and how it changed in each; null in the oldest.</param>
public sealed record GenomeContents(
    GenomeView View, ReleaseView Release, AnnotationsView Annotations, string Biome, IReadOnlyList<(GenomeRelease Release, GenomeMark? Mark)> History)
{
    public GenomeSnapshot Genome => View.Genome;
}

/// <summary>Reads a genome for its page.</summary>
public sealed class GenomeReading(GenomeQueries genomes, CatalogueQueries catalogues, GenomeChanges changes)
{
    /// <param name="slug">The release it is looked at in; null: the public one, else the newest that may be seen.</param>
    /// <returns>Null when there is no such genome there, or none the caller may see.</returns>
    public async Task<GenomeContents?> ReadAsync(string accession, string? slug, Grants grants, CancellationToken cancellationToken)
    {
        if (await genomes.FindAsync(accession, slug, grants, cancellationToken) is not { } view
            || await catalogues.FindAsync(view.Catalogue, grants, cancellationToken) is not { } release
            || await genomes.AnnotationsAsync(accession, view.Catalogue, grants, cancellationToken) is not { } annotations)
        {
            return null;
        }

        var biome = (await catalogues.BiomesAsync(null, cancellationToken)).FirstOrDefault(b => b.Path == view.Genome.BiomePath);
        var releases = await genomes.ReleasesAsync(accession, grants, cancellationToken);
        return new(view, release, annotations, biome?.Lineage ?? view.Genome.BiomePath, await changes.HistoryAsync(accession, releases, cancellationToken));
    }
}
