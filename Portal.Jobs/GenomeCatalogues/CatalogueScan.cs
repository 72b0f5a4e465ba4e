using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Every check that can be made before anything is written, over one folder.</summary>
public sealed class CatalogueScan(CatalogueWork work, IdentityChecks identities)
{
    private const int AtOnce = 200;

    /// <returns>How many genomes there are.</returns>
    internal async Task<int> RunAsync(CatalogueTask task, ResultsFolder folder, ProblemList problems, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var biomes = await work.BiomesAsync(cancellationToken);
        var genomes = Listed(folder.Genomes, problems);
        CheckCatalogue(task, folder, genomes, problems);
        var (done, seen) = (0, new Dictionary<string, string>(StringComparer.Ordinal));
        await foreach (var looked in SideBySide.ReadAsync(genomes, AtOnce, accession => Look(task, folder, accession, biomes), cancellationToken))
        {
            foreach (var problem in looked.SelectMany(l => l.Problems))
            {
                problems.Add(problem);
            }

            progress(done += looked.Length, genomes.Count);
            await identities.CheckAsync([.. looked.Select(l => l.Genome).OfType<GenomeSnapshot>()], seen, problems, cancellationToken);
        }

        return genomes.Count;
    }

    private static IReadOnlyList<string> Listed(Func<IReadOnlyList<string>> list, ProblemList problems)
    {
        try
        {
            return list();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(GenomeRules.Unreadable, "", "", $"The folder cannot be listed: {e.Message}"));
            return [];
        }
    }

    private static (GenomeSnapshot? Genome, List<GenomeProblem> Problems) Look(CatalogueTask task, ResultsFolder folder, string accession, HashSet<string> biomes)
    {
        var problems = new List<GenomeProblem>();
        return (Check(task, new GenomeFolder(folder, accession, task.Type, biomes.Contains, problems.Add)), problems);
    }

    private static GenomeSnapshot? Check(CatalogueTask task, GenomeFolder genome)
    {
        var snapshot = genome.Snapshot();
        if (!task.Wish.UpdateMetadataOnly)
        {
            genome.Files(snapshot?.HasPangenome ?? false);
            genome.Annotations();
        }

        return snapshot;
    }

    private static void CheckCatalogue(CatalogueTask task, ResultsFolder folder, IReadOnlyList<string> genomes, ProblemList problems)
    {
        if (genomes.Count == 0)
        {
            problems.Add(new(GenomeRules.NoGenomes, "", "", $"{task.FilesDirectory} has no folders; each genome has one, named by its accession."));
        }

        foreach (var name in Listed(folder.Unexpected, problems))
        {
            problems.Add(new(GenomeRules.UnexpectedFile, "", name, "Only catalogue_summary.json, phylo_tree.json and the genomes’ folders are read."));
        }

        CatalogueFiles.Summary(folder, problems.Add);
        CatalogueFiles.Tree(folder, problems.Add);
    }
}
