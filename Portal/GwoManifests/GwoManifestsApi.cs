using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary><c>/api/v1/gwo-manifests</c></summary>
internal static class GwoManifestsApi
{
    private const int MostRows = 500;

    public static void MapGwoManifests(this IEndpointRouteBuilder app)
    {
        var manifests = app.MapPortalApi("gwo-manifests").WithTags("GWO manifests");
        manifests.MapGet("/", List);
        manifests.MapPost("/", Upload).Accepts<IFormFile>("multipart/form-data");
        manifests.MapGet("/{id:guid}", Get);
        manifests.MapPost("/{id:guid}/check", Check);
        manifests.MapGet("/{id:guid}/issues", Issues);
        manifests.MapGet("/{id:guid}/plan", Plan);
        manifests.MapLoads();
        manifests.MapStudyRules();
        VersionsApi.Map(manifests);
    }

    private static async Task<Ok<ListOf<ManifestDocument>>> List(string? study, string? text, string? cursor, int? limit,
        GwoManifestQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(new ManifestFilter(study, text), cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new ListOf<ManifestDocument>([.. page.Items.Select(ManifestDocument.Of)], page.Next));
    }

    private static async Task<Created<ManifestDocument>> Upload(HttpRequest request, GwoManifestCommands commands, GwoManifestQueries queries,
        IOptions<GwoManifestOptions> options, Caller caller, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        var (studyId, staged) = await ManifestForm.ReadAsync(request, options.Value.MaxBytes, commands, by, cancellationToken);
        var manifest = await commands.UploadAsync(studyId, staged, by, cancellationToken);
        var view = await queries.FindAsync(manifest.Id, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException();
        return TypedResults.Created($"/api/v1/gwo-manifests/{manifest.Id}", ManifestDocument.Of(view));
    }

    private static async Task<Ok<ManifestDocument>> Get(Guid id, GwoManifestQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken) is { } manifest
            ? TypedResults.Ok(ManifestDocument.Of(manifest))
            : throw new NotFoundException("There is no such manifest, or none you may see.");

    private static async Task<Accepted<SubmittedRun>> Check(Guid id, GwoManifestCommands commands, Caller caller, CancellationToken cancellationToken) =>
        RunsApi.Accepted(await commands.CheckAsync(id, await caller.ActorAsync(cancellationToken), cancellationToken));

    /// <summary>All of them, unless a <paramref name="limit"/> asks for pages.</summary>
    private static async Task Issues(Guid id, int? limit, string? cursor, string? code, string? column, string? severity, int? row,
        ManifestDocuments documents, Caller caller, HttpResponse response, CancellationToken cancellationToken)
    {
        var level = severity is null ? (IssueSeverity?)null
            : Enum.TryParse<IssueSeverity>(severity, ignoreCase: true, out var parsed) ? parsed
            : throw new RuleException("severity", $"“{severity}” is no severity; use error or warning.", 400);
        await documents.WriteIssuesAsync(id, new IssueFilter(code, column, level, row), limit is { } l ? Math.Clamp(l, 1, 10_000) : null, cursor,
            await caller.GrantsAsync(cancellationToken), response, cancellationToken);
    }

    private static async Task Plan(Guid id, ManifestDocuments documents, Caller caller, HttpResponse response, CancellationToken cancellationToken) =>
        await documents.WritePlanAsync(id, await caller.GrantsAsync(cancellationToken), response, cancellationToken);
}
