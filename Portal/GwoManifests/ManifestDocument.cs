using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.GwoManifests;

/// <summary>A manifest as programs see it.</summary>
public sealed record ManifestDocument
{
    public required Guid Id { get; init; }
    public required string StudyId { get; init; }
    public required string FileName { get; init; }
    public required long Bytes { get; init; }
    public required string Sha256 { get; init; }
    public required int Rows { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required int Version { get; init; }
    public DateTimeOffset? CheckedAt { get; init; }
    public DateTimeOffset? AppliedAt { get; init; }
    public int? Errors { get; init; }
    public int? Warnings { get; init; }
    public int? GoodRows { get; init; }
    /// <summary>The layout the last check read it as.</summary>
    public string? Profile { get; init; }

    /// <summary>What had to be guessed or put right to read it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Objects in its folders that it does not name.</summary>
    public int? NotInManifest { get; init; }

    public bool PlanIsFresh { get; init; }
    public string? Policy { get; init; }
    public ManifestRun? CheckRun { get; init; }
    public ManifestRun? ApplyRun { get; init; }

    /// <summary>Counts per entity and action: <c>{"genomicFiles": {"CREATE": 3}}</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Plan { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, int>>(StringComparer.Ordinal);

    public static ManifestDocument Of(ManifestView view) => new()
    {
        Id = view.Id,
        StudyId = view.StudyId,
        FileName = view.FileName,
        Bytes = view.Bytes,
        Sha256 = view.Sha256,
        Rows = view.Rows,
        State = view.State.ToString(),
        CreatedAt = view.CreatedAt,
        CreatedBy = view.CreatedBy,
        Version = view.Version,
        CheckedAt = view.CheckedAt,
        AppliedAt = view.AppliedAt,
        Errors = view.CheckedAt is null ? null : view.Errors,
        Warnings = view.CheckedAt is null ? null : view.Warnings,
        GoodRows = view.CheckedAt is null ? null : view.GoodRows,
        Profile = view.Profile,
        Notes = view.Notes,
        NotInManifest = view.CheckedAt is null ? null : view.Unnamed,
        PlanIsFresh = view.PlanIsFresh,
        Policy = view.Policy?.Word(),
        CheckRun = view.CheckRun,
        ApplyRun = view.ApplyRun,
        Plan = view.Plan.GroupBy(c => Name(c.Entity)).ToDictionary(
            g => g.Key,
            IReadOnlyDictionary<string, int> (g) => g.ToDictionary(c => c.Action.Word(), c => c.Count, StringComparer.Ordinal),
            StringComparer.Ordinal),
    };

    public static string Name(PlanEntity entity) => entity switch
    {
        PlanEntity.GenomicFile => "genomicFiles",
        PlanEntity.BiospecimenLink => "biospecimenLinks",
        PlanEntity.ExperimentLink => "experimentLinks",
        _ => throw new InvalidOperationException($"No name for {entity}."),
    };
}
