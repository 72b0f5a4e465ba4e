using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>Versions of a manifest, and what may be taken home of one.</summary>
internal static class VersionsApi
{

    public static void Map(RouteGroupBuilder manifests)
    {
        manifests.MapGet("/{id:guid}/versions", List);
        manifests.MapPost("/{id:guid}/versions", Upload).Accepts<IFormFile>("multipart/form-data");
        manifests.MapGet("/{id:guid}/versions/{number:int}/file", File);
        manifests.MapGet("/{id:guid}/versions/{number:int}/diff", Diff);
        manifests.MapGet("/{id:guid}/annotated.csv", AnnotatedText);
        manifests.MapGet("/{id:guid}/annotated.xlsx", AnnotatedWorkbook);
        manifests.MapGet("/{id:guid}/left-out.tsv", LeftOut);
        manifests.MapGet("/{id:guid}/report.json", Report);
    }

    private static async Task<Ok<ListOf<VersionView>>> List(Guid id, VersionQueries versions, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<VersionView>(await versions.HistoryAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken), null));

    private static async Task<Created<ManifestDocument>> Upload(Guid id, HttpRequest request, GwoManifestCommands staging, VersionCommands commands, GwoManifestQueries queries,
        IOptions<GwoManifestOptions> options, Caller caller, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        _ = await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        var (_, staged) = await ManifestForm.ReadAsync(request, options.Value.MaxBytes, staging, by, cancellationToken);
        await commands.UploadAsync(id, staged, by, cancellationToken);
        var view = await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException();
        return TypedResults.Created($"/api/v1/gwo-manifests/{id}", ManifestDocument.Of(view));
    }

    private static async Task<FileStreamHttpResult> File(Guid id, int number, VersionQueries versions, IFileStore files, Caller caller, CancellationToken cancellationToken)
    {
        var file = await versions.FileAsync(id, number, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException("There is no such version, or none you may see.");
        return TypedResults.Stream(await files.OpenAsync(file.StorageKey, cancellationToken), "application/octet-stream", file.FileName);
    }

    /// <summary>Against the version before; the first has none, and answers with nothing changed.</summary>
    private static async Task<Ok<VersionDiff>> Diff(Guid id, int number, VersionComparison comparison, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await comparison.OfAsync(id, number, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? new VersionDiff(0, number, 0, 0, 0, [], null));

    private static async Task AnnotatedText(Guid id, AnnotatedCopy copies, IDbContextFactory<PortalDbContext> contexts, Caller caller, HttpResponse response, CancellationToken cancellationToken)
    {
        var manifest = await CheckedAsync(id, contexts, caller, cancellationToken);
        Attach(response, "text/csv; charset=utf-8", NameOf(manifest, "annotated.csv"));
        await copies.WriteTextAsync(manifest, response.Body, cancellationToken);
    }

    private static async Task<FileStreamHttpResult> AnnotatedWorkbook(Guid id, AnnotatedCopy copies, IDbContextFactory<PortalDbContext> contexts, Caller caller, CancellationToken cancellationToken)
    {
        var manifest = await CheckedAsync(id, contexts, caller, cancellationToken);
        var workbook = TemporaryFile.Create();
        await copies.WriteWorkbookAsync(manifest, workbook, cancellationToken);
        workbook.Position = 0;
        return TypedResults.Stream(workbook, XlsxWriter.ContentType, NameOf(manifest, "annotated.xlsx"));
    }

    private static async Task LeftOut(Guid id, RowsLeftOut rows, IDbContextFactory<PortalDbContext> contexts, Caller caller, HttpResponse response, CancellationToken cancellationToken)
    {
        var manifest = await CheckedAsync(id, contexts, caller, cancellationToken);
        Attach(response, "text/tab-separated-values; charset=utf-8", NameOf(manifest, "left-out.tsv"));
        await rows.WriteAsync(manifest, response.Body, cancellationToken);
    }

    private static async Task Report(Guid id, ManifestReport report, Caller caller, HttpResponse response, CancellationToken cancellationToken) =>
        await report.WriteAsync(id, await caller.GrantsAsync(cancellationToken), response, cancellationToken);

    private static async Task<GwoManifest> CheckedAsync(Guid id, IDbContextFactory<PortalDbContext> contexts, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, await caller.GrantsAsync(cancellationToken), cancellationToken);
        var manifest = await db.Set<GwoManifest>().AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        return manifest.CheckedAt is null
            ? throw new RuleException("not-checked", $"Version {manifest.Version} was not checked yet, so nothing can be said about its rows. Check it first.")
            : manifest;
    }

    private static void Attach(HttpResponse response, string type, string name)
    {
        response.ContentType = type;
        var disposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
    }

    private static string NameOf(GwoManifest manifest, string ending) => $"{Path.GetFileNameWithoutExtension(manifest.FileName)}-v{manifest.Version}-{ending}";
}
