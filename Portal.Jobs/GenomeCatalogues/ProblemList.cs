using System.Text;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Problems as they are found. All are counted; of one kind no more are kept than anybody reads, so that memory does not grow with the damage.</summary>
public sealed class ProblemList
{
    private const int MostOfAKind = 10_000;
    private const int LongestMessage = 2_000;
    private readonly Dictionary<GenomeRule, int> _counts = [];
    private readonly List<GenomeProblem> _kept = [];
    private readonly HashSet<string> _genomes = new(StringComparer.Ordinal);

    /// <summary>Errors first, in the order of the rules.</summary>
    public IReadOnlyList<(GenomeRule Rule, int Count)> Counts => [.. GenomeRules.All.Where(_counts.ContainsKey).Select(r => (r, _counts[r]))];

    public int Errors => _counts.Where(c => c.Key.IsError).Sum(c => c.Value);

    public int Warnings => _counts.Where(c => !c.Key.IsError).Sum(c => c.Value);

    public int GenomesWithErrors => _genomes.Count;

    /// <summary>Grouped by rule, then by genome.</summary>
    public IEnumerable<GenomeProblem> Kept => _kept.OrderBy(p => GenomeRules.All.IndexOf(p.Rule)).ThenBy(p => p.Genome, StringComparer.Ordinal).ThenBy(p => p.Path, StringComparer.Ordinal);

    public void Add(GenomeProblem problem)
    {
        var count = _counts[problem.Rule] = _counts.GetValueOrDefault(problem.Rule) + 1;
        if (count <= MostOfAKind)
        {
            _kept.Add(problem.Message.Length <= LongestMessage ? problem : problem with { Message = string.Concat(problem.Message.AsSpan(0, LongestMessage), "…") });
        }

        if (problem.Rule.IsError && problem.Genome.Length > 0)
        {
            _genomes.Add(problem.Genome);
        }
    }

    /// <summary>As a table: severity, code, genome, path, message.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteLineAsync("severity\tcode\tgenome\tpath\tmessage");
        foreach (var problem in Kept)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Join('\t', new[] { problem.Rule.IsError ? "error" : "warning", problem.Rule.Code, problem.Genome, problem.Path, problem.Message }.Select(Cell)));
        }
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
