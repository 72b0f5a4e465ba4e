using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>Everything one manifest's page shows, as it was read together; also what prerendering hands over to the circuit.</summary>
public sealed record ManifestContents
{
    public required ManifestView Manifest { get; init; }
    public bool MayCurate { get; init; }
    public required ManifestPlace Place { get; init; }

    /// <summary>The step shown: the one asked for, or else where the manifest is.</summary>
    public ManifestStep Step => Place.Step ?? Manifest.State switch
    {
        ManifestState.Draft or ManifestState.Checking or ManifestState.CheckFailed => ManifestStep.Check,
        ManifestState.Checked => Manifest.Errors + Manifest.Warnings > 0 ? ManifestStep.Check : ManifestStep.Plan,
        ManifestState.Applying or ManifestState.ApplyFailed or ManifestState.Applied => ManifestStep.Start,
        _ => throw new InvalidOperationException($"No step for {Manifest.State}."),
    };

    public IReadOnlyList<IssueGroup> Groups { get; init; } = [];

    /// <summary>The selected one; null: all issues are listed.</summary>
    public IssueGroup? Group => Place.SelectedOf(Groups);

    public IReadOnlyList<GwoIssue> Issues { get; init; } = [];
    public string? MoreIssues { get; init; }
    public int RowsWithWarningsOnly { get; init; }
    public IReadOnlyList<PlanRow> Plan { get; init; } = [];
    public string? MorePlan { get; init; }
    public RunProgress? CheckRun { get; init; }
    public RunProgress? ApplyRun { get; init; }
    public IReadOnlyList<ArtifactView> Artifacts { get; init; } = [];

    public bool Concerns(Guid runId) => Manifest.CheckRun?.Id == runId || Manifest.ApplyRun?.Id == runId;
}

/// <summary>Reads a manifest's page, and again only what can have changed.</summary>
public sealed class ManifestReading(GwoManifestQueries manifests, ManifestFigures figures, RunQueries runs)
{
    public const int PageSize = 50;

    /// <param name="before">What is shown already; its lists are kept where they still hold.</param>
    /// <returns>Null: there is no such manifest, or none the caller may see.</returns>
    public async Task<ManifestContents?> ReadAsync(Guid id, ManifestPlace place, Grants grants, ManifestContents? before, CancellationToken cancellationToken)
    {
        if (await manifests.FindAsync(id, grants, cancellationToken) is not { } manifest)
        {
            return null;
        }

        var same = before?.Manifest is { } old && old.Id == id && old.CheckedAt == manifest.CheckedAt;
        var contents = (same ? before! : new ManifestContents { Manifest = manifest, Place = place }) with
        {
            Manifest = manifest,
            Place = place,
            MayCurate = grants.May(Scopes.Study(manifest.StudyId), Role.Curator),
            CheckRun = await ProgressAsync(manifest.CheckRun, before?.CheckRun, grants, cancellationToken),
            ApplyRun = await ProgressAsync(manifest.ApplyRun, before?.ApplyRun, grants, cancellationToken),
        };
        if (contents.Step == ManifestStep.Check && !(same && before!.Step == ManifestStep.Check && before.Group == contents.Group))
        {
            contents = await WithIssuesAsync(contents, same, grants, cancellationToken);
        }

        if (contents.Step == ManifestStep.Plan && !(same && before!.Step == ManifestStep.Plan && (before.Place.Entity, before.Place.Action) == (place.Entity, place.Action)))
        {
            contents = await MorePlanAsync(contents with { Plan = [], MorePlan = null }, grants, cancellationToken);
        }

        return contents.Step == ManifestStep.Start && manifest.ApplyRun is { } load
            ? contents with { Artifacts = (await runs.FindAsync(load.Id.ToString(), grants, cancellationToken))?.Artifacts ?? [] }
            : contents;
    }

    public async Task<ManifestContents> MoreIssuesAsync(ManifestContents contents, Grants grants, CancellationToken cancellationToken)
    {
        var filter = contents.Group is { } group ? new IssueFilter(group.Code, group.Column, group.Severity) : new IssueFilter();
        var page = await manifests.IssuesAsync(contents.Manifest.Id, filter, contents.MoreIssues, PageSize, grants, cancellationToken);
        return contents with { Issues = [.. contents.Issues, .. page.Items], MoreIssues = page.Next };
    }

    public async Task<ManifestContents> MorePlanAsync(ManifestContents contents, Grants grants, CancellationToken cancellationToken)
    {
        var filter = new PlanFilter(contents.Place.Entity, contents.Place.Action);
        var page = await manifests.PlanAsync(contents.Manifest.Id, filter, contents.MorePlan, PageSize, grants, cancellationToken);
        return contents with { Plan = [.. contents.Plan, .. page.Items], MorePlan = page.Next };
    }

    private async Task<ManifestContents> WithIssuesAsync(ManifestContents contents, bool sameCheck, Grants grants, CancellationToken cancellationToken)
    {
        var id = contents.Manifest.Id;
        contents = contents with { Issues = [], MoreIssues = null };
        if (contents.Manifest.CheckedAt is null)
        {
            return contents;
        }

        if (!sameCheck || contents.Groups.Count == 0)
        {
            contents = contents with
            {
                Groups = await manifests.IssueGroupsAsync(id, grants, cancellationToken),
                RowsWithWarningsOnly = await figures.RowsWithWarningsOnlyAsync(id, cancellationToken),
            };
        }

        return await MoreIssuesAsync(contents, grants, cancellationToken);
    }

    // A finished run does not move any more, unless somebody retries it.
    private async Task<RunProgress?> ProgressAsync(ManifestRun? run, RunProgress? before, Grants grants, CancellationToken cancellationToken) =>
        run is null ? null
        : before?.Run.Id == run.Id && before.Run.State == run.State && run.State.IsFinal() ? before
        : await runs.ProgressAsync(run.Id, grants, cancellationToken);
}
