namespace Portal.Domain.TaxonFetches;

/// <summary>What became of one id somebody gave.</summary>
public enum TaxonOutcomeKind
{
    Added,
    AlreadyTracked,

    /// <summary>The id has a successor, which is tracked now.</summary>
    Merged,
    Unknown,
    Deleted,
    Malformed,

    /// <summary>The same id stood in the input before.</summary>
    Duplicate,

    /// <summary>A taxon above it is tracked with everything below; its runs come anyway.</summary>
    CoveredByAncestor,

    /// <summary>ENA could not be asked; nothing is known of it.</summary>
    NotResolved,
}

/// <summary>One id of the input and what became of it.</summary>
/// <param name="Input">As it was written.</param>
/// <param name="TaxId">Under which it is tracked, or would be.</param>
/// <param name="Sentence">What happened and why, for people.</param>
public sealed record TaxonOutcome(string Input, TaxonOutcomeKind Kind, long? TaxId, string? ScientificName, string? Rank, string? Lineage, string Sentence)
{
    /// <summary>Runs ENA has of it; null: not asked.</summary>
    public long? Runs { get; init; }

    /// <summary>Of these runs, how many the rules let through; null: not asked, or too many to look at each.</summary>
    public long? Passing { get; init; }

    /// <summary>Bytes of FASTQ of the runs that pass.</summary>
    public long? Bytes { get; init; }
}

/// <summary>All of the input, and totals that add up to it.</summary>
public sealed record TaxonOutcomes(IReadOnlyList<TaxonOutcome> Items)
{
    public IReadOnlyDictionary<TaxonOutcomeKind, int> Totals { get; } = Items.GroupBy(i => i.Kind).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count());

    public int Input => Items.Count;

    /// <summary>Whether anything was refused that somebody may have wanted.</summary>
    public bool HasProblems => Items.Any(i => i.Kind is TaxonOutcomeKind.Malformed or TaxonOutcomeKind.Unknown or TaxonOutcomeKind.Deleted or TaxonOutcomeKind.NotResolved);
}
