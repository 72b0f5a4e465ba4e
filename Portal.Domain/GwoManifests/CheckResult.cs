namespace Portal.Domain.GwoManifests;

/// <summary>What a check found: every problem, and the plan over the rows that have none.</summary>
public sealed class CheckResult
{
    public required IReadOnlyList<ManifestIssue> Issues { get; init; }
    public required IReadOnlyList<PlannedFile> Files { get; init; }

    /// <summary>Rows that are loaded when the bad ones are left out.</summary>
    public required int GoodRows { get; init; }

    /// <summary>Row numbers with an error of their own.</summary>
    public required IReadOnlySet<int> BadRows { get; init; }

    public int Errors => Issues.Count(i => i.Severity == IssueSeverity.Error);

    public int Warnings => Issues.Count(i => i.Severity == IssueSeverity.Warning);

    public IReadOnlyList<PlanCount> Counts =>
    [
        .. Count(PlanEntity.GenomicFile, Files.Select(f => f.Action)),
        .. Count(PlanEntity.BiospecimenLink, Files.SelectMany(f => f.Specimens).Select(l => l.Action)),
        .. Count(PlanEntity.ExperimentLink, Files.SelectMany(f => f.Experiments).Select(l => l.Action)),
    ];

    private static IEnumerable<PlanCount> Count(PlanEntity entity, IEnumerable<PlanAction> actions) =>
        actions.GroupBy(a => a).OrderBy(g => g.Key).Select(g => new PlanCount(entity, g.Key, g.Count()));
}
