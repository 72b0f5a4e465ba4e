using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>An issue of a former version, as far as versions are compared by it and people look back at it.</summary>
public sealed record FormerIssue(int Row, string Column, string Code, IssueSeverity Severity, string Value, string Message, string? Hint);

/// <summary>Keeps the issues of versions that were superseded: a compressed line each, in the file store.</summary>
public sealed class FormerIssues(IDbContextFactory<PortalDbContext> contexts, IFileStore files)
{
    /// <summary>Takes the issues of the last check out of the database's way; they are still there until the caller removes them.</summary>
    public async Task<string> KeepAsync(Guid manifestId, int version, CancellationToken cancellationToken)
    {
        var key = $"gwo-manifests/{manifestId}/versions/{version}-{Guid.NewGuid():N}.jsonl.gz";
        await files.WriteAsync(key, async (stream, token) =>
        {
            await using var db = await contexts.CreateDbContextAsync(token);
            await using var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await using var writer = new StreamWriter(zip);
            await foreach (var issue in db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == manifestId).OrderBy(i => i.Position).AsAsyncEnumerable().WithCancellation(token))
            {
                var kept = new FormerIssue(issue.Row, issue.Column, issue.Code, issue.Severity, issue.Value, issue.Message, issue.Hint);
                await writer.WriteLineAsync(JsonSerializer.Serialize(kept, RunParameters.Json).AsMemory(), token);
            }
        }, cancellationToken);
        return key;
    }

    public async IAsyncEnumerable<FormerIssue> ReadAsync(string key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(key, cancellationToken);
        await using var zip = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<FormerIssue>(line, RunParameters.Json) ?? throw new JsonException("A kept issue is empty.");
        }
    }

    public Task ForgetAsync(string key, CancellationToken cancellationToken) => files.DeleteAsync(key, cancellationToken);
}
