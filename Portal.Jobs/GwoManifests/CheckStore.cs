using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

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

    /// <returns>The run whose plan stood there before.</returns>
    public async Task<Guid?> PublishAsync(Guid runId, Guid manifestId, int rows, CheckResult result, CancellationToken cancellationToken)
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
        manifest.Publish(runId, result, rows, RunParameters.Write(result.Counts), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return former;
    }

    private static async Task WriteIssuesAsync(NpgsqlConnection connection, Guid manifestId, IReadOnlyList<ManifestIssue> issues, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyIssues, cancellationToken);
        for (var i = 0; i < issues.Count; i++)
        {
            var issue = issues[i];
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(manifestId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(i, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(issue.Row, NpgsqlDbType.Integer, cancellationToken);
            await TextsAsync(copy, cancellationToken, issue.Column, issue.Code, issue.Severity.ToString(), Storable(issue.Value), Storable(issue.Message), issue.Expected, Storable(issue.Hint));
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WritePlanAsync(NpgsqlConnection connection, Guid manifestId, IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyPlan, cancellationToken);
        var (specimens, experiments) = (0, 0);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            var body = file.Action switch { PlanAction.Create => FileBodies.Create(file), PlanAction.Update => FileBodies.Update(file), _ => null };
            await ItemAsync(copy, manifestId, PlanEntity.GenomicFile, (i, i, file.Row), file.Action, cancellationToken,
                file.Path, null, file.Path, file.KfId, file.Changes.Count == 0 ? null : RunParameters.Write(file.Changes), body, file.Why);
            foreach (var link in file.Specimens)
            {
                await LinkAsync(copy, manifestId, PlanEntity.BiospecimenLink, (specimens++, i), file.Path, link, cancellationToken);
            }

            foreach (var link in file.Experiments)
            {
                await LinkAsync(copy, manifestId, PlanEntity.ExperimentLink, (experiments++, i), file.Path, link, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task LinkAsync(NpgsqlBinaryImporter copy, Guid manifestId, PlanEntity entity, (int Position, int File) at, string path, PlannedLink link, CancellationToken cancellationToken)
    {
        var externalId = link.ExternalId(path);
        var changes = link.Action == PlanAction.Update ? RunParameters.Write(new[] { new FieldChange("external_id", link.OldExternalId, externalId) }) : null;
        return ItemAsync(copy, manifestId, entity, (at.Position, at.File, link.Row), link.Action, cancellationToken, path, link.LinkedId, externalId, link.KfId, changes, null, null);
    }

    private static async Task ItemAsync(NpgsqlBinaryImporter copy, Guid manifestId, PlanEntity entity, (int Position, int File, int Row) at, PlanAction action,
        CancellationToken cancellationToken, params string?[] texts)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(manifestId, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(entity.ToString(), NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(at.Position, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(at.File, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(at.Row, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(action.ToString(), NpgsqlDbType.Text, cancellationToken);
        await TextsAsync(copy, cancellationToken, texts);
    }

    private static async Task TextsAsync(NpgsqlBinaryImporter copy, CancellationToken cancellationToken, params string?[] texts)
    {
        foreach (var text in texts)
        {
            if (text is null)
            {
                await copy.WriteNullAsync(cancellationToken);
            }
            else
            {
                await copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
            }
        }
    }

    // PostgreSQL text cannot hold NUL, and a cell may.
    private static string? Storable(string? text) => text?.Replace('\0', '\uFFFD');
}
