using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>Issues and plan as JSON, written while they are read: a hundred thousand items never stand in memory.</summary>
public sealed class ManifestDocuments(IDbContextFactory<PortalDbContext> contexts)
{
    private const int FlushAt = 1 << 15;

    public async Task WriteIssuesAsync(Guid id, IssueFilter filter, int? limit, string? cursor, Grants grants, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var after = cursor is null ? -1 : int.TryParse(cursor, out var position) ? position
            : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
        var issues = GwoManifestQueries.Issues(db, id, filter).Where(i => i.Position > after).OrderBy(i => i.Position);
        await using var json = Begin(response);
        json.WriteStartObject();
        json.WriteStartArray("items");
        var (count, last, more) = (0, 0, false);
        await foreach (var issue in (limit is { } most ? issues.Take(most + 1) : issues).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (count == limit)
            {
                more = true;
                break;
            }

            Write(json, issue);
            (count, last) = (count + 1, issue.Position);
            await FlushAsync(json, response, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteString("next", more ? last.ToString() : null);
        json.WriteEndObject();
    }

    public async Task WritePlanAsync(Guid id, Grants grants, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        await using var json = Begin(response);
        json.WriteStartObject();
        foreach (var entity in Enum.GetValues<PlanEntity>())
        {
            json.WriteStartArray(ManifestDocument.Name(entity));
            await foreach (var item in GwoManifestQueries.PlanItems(db, id, new PlanFilter(entity)).OrderBy(i => i.Position).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                Write(json, item);
                await FlushAsync(json, response, cancellationToken);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    internal static Utf8JsonWriter Begin(HttpResponse response)
    {
        response.ContentType = "application/json; charset=utf-8";
        return new Utf8JsonWriter(response.BodyWriter);
    }

    internal static async ValueTask FlushAsync(Utf8JsonWriter json, HttpResponse response, CancellationToken cancellationToken)
    {
        if (json.BytesPending > FlushAt)
        {
            await json.FlushAsync(cancellationToken);
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
    }

    internal static void Write(Utf8JsonWriter json, GwoIssue issue)
    {
        json.WriteStartObject();
        json.WriteNumber("row", issue.Row);
        json.WriteString("column", issue.Column);
        json.WriteString("code", issue.Code);
        json.WriteString("severity", issue.Severity == IssueSeverity.Error ? "error" : "warning");
        json.WriteString("value", issue.Value);
        json.WriteString("message", issue.Message);
        json.WriteString("expected", issue.Expected);
        json.WriteString("hint", issue.Hint);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GwoPlanItem item)
    {
        json.WriteStartObject();
        switch (item.Entity)
        {
            case PlanEntity.GenomicFile:
                json.WriteString("externalId", item.GenomicFile);
                break;
            case PlanEntity.BiospecimenLink:
                json.WriteString("biospecimenId", item.LinkedId);
                json.WriteString("genomicFile", item.GenomicFile);
                json.WriteString("externalId", item.ExternalId);
                break;
            case PlanEntity.ExperimentLink:
                json.WriteString("sequencingExperimentId", item.LinkedId);
                json.WriteString("genomicFile", item.GenomicFile);
                json.WriteString("externalId", item.ExternalId);
                break;
            default:
                throw new InvalidOperationException($"No document for {item.Entity}.");
        }

        json.WriteString("action", item.Action.Word());
        json.WriteNumber("row", item.Row);
        json.WriteString("kfId", item.KfId);
        json.WriteString("why", item.Why);
        json.WritePropertyName("changes");
        WriteChanges(json, item.Changes is null ? [] : RunParameters.Read<List<FieldChange>>(item.Changes));
        json.WriteEndObject();
    }

    /// <summary>With the tick each waits for: null when it replaces nothing.</summary>
    private static void WriteChanges(Utf8JsonWriter json, List<FieldChange> changes)
    {
        json.WriteStartArray();
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("field", change.Field);
            json.WriteString("old", change.Old);
            json.WriteString("new", change.New);
            json.WriteString("tick", changes.TickFor(change));
            json.WriteString("meaning", changes.MeaningOf(change));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
