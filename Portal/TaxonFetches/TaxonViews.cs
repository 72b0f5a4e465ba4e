using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>A taxon as list, page and API show it.</summary>
public sealed record TaxonView
{
    public required long TaxId { get; init; }
    public required string ScientificName { get; init; }
    public required string Rank { get; init; }
    public required string Lineage { get; init; }
    public required long? MergedInto { get; init; }
    public required TaxonStatus Status { get; init; }
    public required TaxonStage Stage { get; init; }
    public required int Priority { get; init; }
    public required int? OperatorPriority { get; init; }
    public required string? NeedsAttention { get; init; }
    public required bool GeneratedWarning { get; init; }
    public required string? Error { get; init; }
    public required DateTimeOffset? LastChecked { get; init; }
    public required DateTimeOffset? NextDue { get; init; }
    public required DateTimeOffset CheckpointTime { get; init; }
    public required bool UnderWay { get; init; }
    public required Guid? CycleRunId { get; init; }
    public required bool Exact { get; init; }
    public required string? ExtraQuery { get; init; }
    public required FilterRules? Rules { get; init; }
    public required int RulesVersion { get; init; }
    public required long Runs { get; init; }
    public required long Passed { get; init; }
    public required long Collected { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
    public required string AddedBy { get; init; }

    public bool Stopped => NeedsAttention is not null || Status == TaxonStatus.Error;
}

/// <summary>Which taxa a list shows.</summary>
/// <param name="Attention">Only what waits for a person: attention or an error.</param>
/// <param name="Text">Part of the name or lineage, or an id.</param>
public sealed record TaxonFilter(TaxonStatus? Status = null, bool Attention = false, string? Text = null);

/// <summary>How many taxa there are of each kind.</summary>
public sealed record TaxonFigures(int Taxa, int Attention, int UnderWay, IReadOnlyDictionary<TaxonStatus, int> ByStatus, long Runs, long Passed);

/// <summary>A run of a taxon, with what its rules say of it.</summary>
public sealed record ReadRunView
{
    public required string RunAccession { get; init; }
    public required string ScientificName { get; init; }
    public required long? TaxId { get; init; }
    public required string InstrumentPlatform { get; init; }
    public required string InstrumentModel { get; init; }
    public required string LibraryStrategy { get; init; }
    public required string LibrarySource { get; init; }
    public required string LibraryLayout { get; init; }
    public required long? ReadCount { get; init; }
    public required long? BaseCount { get; init; }
    public required string Country { get; init; }
    public required string CollectionDate { get; init; }
    public required DateOnly? FirstPublic { get; init; }
    public required int FastqFiles { get; init; }
    public required long? FastqBytes { get; init; }
    public required DateTimeOffset? WithdrawnAt { get; init; }
    public required bool? Passed { get; init; }
    public required string? FirstFailedRule { get; init; }
    public required DateTimeOffset? JudgedAt { get; init; }
}

/// <summary>Which runs of a taxon are shown.</summary>
/// <param name="Reason">Name of the first rule that failed.</param>
/// <param name="Text">Beginning of the run's accession.</param>
public sealed record ReadRunFilter(bool? Passed = null, string? Reason = null, string? Text = null);

/// <summary>How many runs failed a rule first; null as name: those that pass.</summary>
public sealed record ReasonCount(string? Rule, long Runs);

/// <summary>Everything about one run of a taxon: each rule's answer, its files, and what was decided before.</summary>
public sealed record ReadRunExplanation(ReadRun Run, ReadRunTaxon Decision, IReadOnlyList<RuleAnswer> Answers, IReadOnlyList<ReadFile> Files, IReadOnlyList<ReadRunDecision> History);

/// <summary>The portal's rules and who changed them last.</summary>
public sealed record DefaultRulesView(FilterRules Rules, int Version, DateTimeOffset? ChangedAt, string? ChangedBy);
