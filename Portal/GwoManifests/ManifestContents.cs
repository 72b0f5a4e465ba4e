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

    /// <summary>What stands in the cells of the selected group, the most frequent first.</summary>
    public IReadOnlyList<IssueValue> Values { get; init; } = [];

    /// <summary>What the Data Service accepts in the column Data Type.</summary>
    public IReadOnlyList<string> DataTypes { get; init; } = [];
    public int RowsWithWarningsOnly { get; init; }

    /// <summary>What changed since the version before; null for the first, or when one of the two was never checked.</summary>
    public VersionDiff? Since { get; init; }

    /// <summary>Edits of the caller that wait to be checked, and the version they belong to.</summary>
    public int DraftEdits { get; init; }
    public int DraftVersion { get; init; }

    /// <summary>Which rows the grid shows.</summary>
    public GridRows Rows => Place.Rows ?? (Group is null ? Groups.Count == 0 ? GridRows.All : GridRows.Issues : GridRows.Issue);

    /// <summary>Which of the issues count for it.</summary>
    public IssueFilter Filter => Rows == GridRows.Issue && Group is { } group
        ? new IssueFilter(group.Code, group.Column, group.Severity, Text: Place.Text) : new IssueFilter(Severity: Place.Severity, Text: Place.Text);

    public RunProgress? CheckRun { get; init; }
    public RunProgress? ApplyRun { get; init; }
    public IReadOnlyList<ArtifactView> Artifacts { get; init; } = [];

    public bool Concerns(Guid runId) => Manifest.CheckRun?.Id == runId || Manifest.ApplyRun?.Id == runId;
}

/// <summary>Reads a manifest's page, and again only what can have changed.</summary>
public sealed class ManifestReading(GwoManifestQueries manifests, ManifestFigures figures, GridQueries grid, VersionComparison versions, RunQueries runs)
{
    /// <param name="before">What is shown already; what still holds is kept.</param>
    /// <returns>Null: there is no such manifest, or none the caller may see.</returns>
    public async Task<ManifestContents?> ReadAsync(Guid id, ManifestPlace place, Actor by, Grants grants, ManifestContents? before, CancellationToken cancellationToken)
    {
        if (await manifests.FindAsync(id, grants, cancellationToken) is not { } manifest)
        {
            return null;
        }

        var same = before?.Manifest is { } old && old.Id == id && old.CheckedAt == manifest.CheckedAt && old.Version == manifest.Version;
        var draft = await grid.DraftAsync(id, by, grants, cancellationToken);
        var contents = (same ? before! : new ManifestContents { Manifest = manifest, Place = place }) with
        {
            Manifest = manifest,
            Place = place,
            MayCurate = grants.May(Scopes.Study(manifest.StudyId), Role.Curator),
            DraftEdits = draft.Count,
            DraftVersion = draft.Version,
            CheckRun = await ProgressAsync(manifest.CheckRun, before?.CheckRun, grants, cancellationToken),
            ApplyRun = await ProgressAsync(manifest.ApplyRun, before?.ApplyRun, grants, cancellationToken),
        };
        if (contents.Step == ManifestStep.Check && manifest.CheckedAt is not null && !(same && before!.Step == ManifestStep.Check && before.Group == contents.Group))
        {
            contents = await WithIssuesAsync(contents, same, grants, cancellationToken);
        }

        return contents.Step == ManifestStep.Start && manifest.ApplyRun is { } load
            ? contents with { Artifacts = (await runs.FindAsync(load.Id.ToString(), grants, cancellationToken))?.Artifacts ?? [] }
            : contents;
    }

    private async Task<ManifestContents> WithIssuesAsync(ManifestContents contents, bool sameCheck, Grants grants, CancellationToken cancellationToken)
    {
        var id = contents.Manifest.Id;
        if (!sameCheck || contents.Groups.Count == 0)
        {
            contents = contents with
            {
                Groups = await manifests.IssueGroupsAsync(id, grants, cancellationToken),
                RowsWithWarningsOnly = await figures.RowsWithWarningsOnlyAsync(id, cancellationToken),
                DataTypes = await grid.DataTypesAsync(id, grants, cancellationToken),
                Since = await versions.OfAsync(id, contents.Manifest.Version, grants, cancellationToken) is { } diff ? diff with { Rows = [] } : null,
            };
        }

        return contents with { Values = contents.Group is { } group ? await grid.ValuesAsync(id, group, grants, cancellationToken) : [] };
    }

    // A finished run does not move any more, unless somebody retries it.
    private async Task<RunProgress?> ProgressAsync(ManifestRun? run, RunProgress? before, Grants grants, CancellationToken cancellationToken) =>
        run is null ? null
        : before?.Run.Id == run.Id && before.Run.State == run.State && run.State.IsFinal() ? before
        : await runs.ProgressAsync(run.Id, grants, cancellationToken);
}
