using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>What a check found as one document with stable codes: the manifest, the kinds of issue with their counts, and every issue as the API lists it.</summary>
public sealed class ManifestReport(IDbContextFactory<PortalDbContext> contexts, GwoManifestQueries queries)
{
    /// <summary>Raised when a field changes its meaning or goes; new fields may come at any time.</summary>
    public const int Schema = 1;

    public async Task WriteAsync(Guid id, Grants grants, HttpResponse response, CancellationToken cancellationToken)
    {
        var manifest = await queries.FindAsync(id, grants, cancellationToken) ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        if (manifest.CheckedAt is null)
        {
            throw new RuleException("not-checked", $"Version {manifest.Version} was not checked yet, so there is nothing to report. Check it first.");
        }

        var groups = await queries.IssueGroupsAsync(id, grants, cancellationToken);
        response.Headers.ContentDisposition = $"attachment; filename=\"gwo-{id}-v{manifest.Version}-report.json\"";
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var json = ManifestDocuments.Begin(response);
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WritePropertyName("manifest");
        JsonSerializer.Serialize(json, ManifestDocument.Of(manifest), RunParameters.Json);
        json.WriteStartArray("kinds");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("code", group.Code);
            json.WriteString("column", group.Column);
            json.WriteString("severity", group.Severity == IssueSeverity.Error ? "error" : "warning");
            json.WriteString("title", group.Title);
            json.WriteNumber("count", group.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("issues");
        await foreach (var issue in GwoManifestQueries.Issues(db, id, new()).OrderBy(i => i.Position).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            ManifestDocuments.Write(json, issue);
            await ManifestDocuments.FlushAsync(json, response, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
