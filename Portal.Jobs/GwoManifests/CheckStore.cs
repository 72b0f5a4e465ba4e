using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>Stores what a finished check found, in one transaction: before it commits the former issues and plan stand, after it the new ones.</summary>
public sealed class CheckStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const string CopyIssues = """
        COPY portal.gwo_issue (manifest_id, position, row, "column", code, severity, value, message, expected, hint) FROM STDIN (FORMAT BINARY)
        """;

    private const string CopyPlan = """
        COPY portal.gwo_plan_item (manifest_id, entity, position, file, row, action, genomic_file, linked_id, external_id, kf_id, changes, body, why) FROM STDIN (FORMAT BINARY)
        """;

    private const short IssueCells = 10;
    private const short PlanCells = 13;
    private static readonly string[] SeverityNames = Enum.GetNames<IssueSeverity>();
    private static readonly string[] EntityNames = Enum.GetNames<PlanEntity>();
    private static readonly string[] ActionNames = Enum.GetNames<PlanAction>();

    /// <returns>The run whose plan stood there before.</returns>
    public async Task<Guid?> PublishAsync(Guid runId, Guid manifestId, CheckedTable table, CheckResult result, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().FromSql($"SELECT * FROM portal.gwo_manifest WHERE id = {manifestId} FOR UPDATE").SingleAsync(cancellationToken);
        await db.Set<GwoIssue>().Where(i => i.ManifestId == manifestId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<GwoPlanItem>().Where(i => i.ManifestId == manifestId).ExecuteDeleteAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await WriteIssuesAsync(connection, manifestId, result.Issues, cancellationToken);
        await WritePlanAsync(connection, manifestId, result.Files, cancellationToken);
        var former = manifest.PlanRunId;
        manifest.Publish(runId, result, table.Rows, RunParameters.Write(result.Counts), clock.GetUtcNow());
        manifest.Describe(table.Profile, RunParameters.Write(table.Notes), table.Unnamed);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return former;
    }

    private static async Task WriteIssuesAsync(NpgsqlConnection connection, Guid manifestId, IReadOnlyList<ManifestIssue> issues, CancellationToken cancellationToken)
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, CopyIssues, cancellationToken);
        for (var i = 0; i < issues.Count; i++)
        {
            var issue = issues[i];
            await copy.RowAsync(IssueCells, cancellationToken);
            copy.Write(manifestId);
            copy.Write(i);
            copy.Write(issue.Row);
            Texts(copy, issue.Column, issue.Code, SeverityNames[(int)issue.Severity], Storable(issue.Value), Storable(issue.Message), Storable(issue.Expected), Storable(issue.Hint));
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WritePlanAsync(NpgsqlConnection connection, Guid manifestId, IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken)
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, CopyPlan, cancellationToken);
        // In the order of the primary key, so that its index only grows at the end.
        await LinksAsync(copy, manifestId, PlanEntity.BiospecimenLink, files, f => f.Specimens, cancellationToken);
        await LinksAsync(copy, manifestId, PlanEntity.ExperimentLink, files, f => f.Experiments, cancellationToken);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            var body = file.Action switch { PlanAction.Create => FileBodies.Create(file), PlanAction.Update => FileBodies.Update(file), _ => null };
            await copy.RowAsync(PlanCells, cancellationToken);
            Item(copy, manifestId, PlanEntity.GenomicFile, (i, i, file.Row), file.Action, file.Path, null, file.Path, file.KfId, file.Changes.Count == 0 ? null : RunParameters.Write(file.Changes), body, file.Why);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task LinksAsync(BinaryCopy copy, Guid manifestId, PlanEntity entity, IReadOnlyList<PlannedFile> files, Func<PlannedFile, IReadOnlyList<PlannedLink>> linksOf, CancellationToken cancellationToken)
    {
        var position = 0;
        for (var i = 0; i < files.Count; i++)
        {
            var body = FileBodies.Link(files[i]);
            foreach (var link in linksOf(files[i]))
            {
                await copy.RowAsync(PlanCells, cancellationToken);
                Link(copy, manifestId, entity, (position++, i), files[i].Path, link, body);
            }
        }
    }

    private static void Link(BinaryCopy copy, Guid manifestId, PlanEntity entity, (int Position, int File) at, string path, PlannedLink link, string? body)
    {
        var externalId = link.ExternalId(path);
        var changes = link.Action == PlanAction.Update ? RunParameters.Write(new[] { new FieldChange("external_id", link.OldExternalId, externalId) }) : null;
        Item(copy, manifestId, entity, (at.Position, at.File, link.Row), link.Action, path, link.LinkedId, externalId, link.KfId, changes, link.Action == PlanAction.Create ? body : null, null);
    }

    private static void Item(BinaryCopy copy, Guid manifestId, PlanEntity entity, (int Position, int File, int Row) at, PlanAction action, params ReadOnlySpan<string?> texts)
    {
        copy.Write(manifestId);
        copy.Write(EntityNames[(int)entity]);
        copy.Write(at.Position);
        copy.Write(at.File);
        copy.Write(at.Row);
        copy.Write(ActionNames[(int)action]);
        Texts(copy, texts);
    }

    private static void Texts(BinaryCopy copy, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            copy.Write(text);
        }
    }

    // PostgreSQL text cannot hold NUL, and a cell may.
    private static string? Storable(string? text) => text?.Replace('\0', '\uFFFD');
}

/// <summary>What a check says of the file as a whole.</summary>
/// <param name="Unnamed">Objects in its folders that it does not name.</param>
public sealed record CheckedTable(int Rows, string Profile, IReadOnlyList<string> Notes, int Unnamed);
