using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>What a fetch is made of, and how far it came; kept as a checkpoint, so that a restart goes on with the next slice.</summary>
internal sealed record FetchPlan
{
    public const string Key = "fetch-plan";

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By which runs that are new to the taxon are judged as they come. Null in a plan of an earlier version.</summary>
    public FilterRules? Rules { get; init; }

    /// <summary>Everything was asked for, not only what is new.</summary>
    public required bool Whole { get; init; }

    public required IReadOnlyList<FetchSlice> Slices { get; init; }

    public long Expected => Slices.Sum(s => s.Expected);
}

/// <param name="Expected">Runs ENA counted.</param>
/// <param name="Done">Null: not fetched yet.</param>
internal sealed record FetchSlice(string Query, string Title, long Expected, WrittenRuns? Done = null);
