using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Shell;

namespace Portal.Administration;

/// <summary><c>/api/v1/audit</c></summary>
internal static class AuditApi
{
    private const int MostRows = 500;

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapPortalApi("audit").WithTags("Audit");
        audit.MapGet("/", List);
        audit.MapGet("/export", Export);
    }

    private static async Task<Ok<ListOf<AuditRow>>> List(HttpRequest request, string? cursor, int? limit, AuditQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(AuditFilter.Parse(request.QueryString.Value), cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<PushStreamHttpResult> Export(HttpRequest request, string? format, AuditExport export, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (contentType, extension) = AuditExport.FormatOf(format);
        var (filter, by) = (AuditFilter.Parse(request.QueryString.Value), await caller.ActorAsync(cancellationToken));
        await export.NoteAsync(filter, extension, by, cancellationToken);
        return TypedResults.Stream(stream => export.WriteAsync(filter, extension, by, stream, cancellationToken), contentType, $"audit-{clock.GetUtcNow():yyyy-MM-dd}.{extension}");
    }
}
