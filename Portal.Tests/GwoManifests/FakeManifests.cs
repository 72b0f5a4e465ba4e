using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Tests.CommandLine;

namespace Portal.Tests.GwoManifests;

/// <summary>The routes of manifests as the command line sees them, answering as a test says.</summary>
internal sealed class FakeManifests
{
    public List<string> HashReports { get; } = [];

    public List<RollbackWish> Rollbacks { get; } = [];

    public async Task<FakePortal> StartAsync(
        object[] issues, string checkEnds = "Succeeded", int pageSize = 1000, Func<Asked, IResult>? apply = null) => await FakePortal.StartAsync(app =>
    {
        app.MapPost("/api/v1/gwo-manifests", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            HashReports.AddRange(form.Files.Where(f => f.Name == "hashReport").Select(f => f.FileName));
            return form.Files["file"] is not null && form["studyId"] == "SD_ME0WME0W" ? Results.Created("/", new { id = "m-1" }) : Results.BadRequest();
        });
        app.MapPost("/api/v1/gwo-manifests/m-1/check", () => Results.Accepted(value: new { id = "0190-id", number = 48231, state = "Queued" }));
        app.MapPost("/api/v1/gwo-manifests/m-1/versions", () => Results.Created("/", new { id = "m-1" }));
        app.MapPost("/api/v1/gwo-manifests/m-same/versions", () => Results.Problem("This is the same file as version 3.", statusCode: 409, type: "https://data-portal.invalid/problems/same-file"));
        app.MapPost("/api/v1/gwo-manifests/m-same/check", () => Results.Accepted(value: new { id = "0190-id", number = 48231, state = "Queued" }));
        app.MapGet("/api/v1/gwo-manifests/m-same", () => new { id = "m-same", profile = "gwo", notes = Array.Empty<string>() });
        app.MapGet("/api/v1/gwo-manifests/m-same/issues", () => new { items = Array.Empty<object>(), next = (string?)null });
        app.MapGet("/api/v1/gwo-manifests/m-1/annotated.xlsx", () => Results.Text("a workbook"));
        app.MapGet("/api/v1/gwo-manifests/m-1/report.json", () => Results.Text("a report"));
        app.MapPost("/api/v1/gwo-manifests/m-1/apply", (Asked body) => apply!(body));
        app.MapPost("/api/v1/gwo-manifests/{id:guid}/rollback", (Guid id, RollbackWish wish) =>
        {
            Rollbacks.Add(wish);
            return Results.Accepted(value: RunVerbsTests.Run("Queued"));
        });
        app.MapGet("/api/v1/runs/0190-id", () => RunVerbsTests.Run(checkEnds, checkEnds == "Failed" ? "The bucket is gone." : null));
        app.MapGet("/api/v1/runs/0190-id/events", () => new { items = Array.Empty<object>() });
        app.MapGet("/api/v1/gwo-manifests/m-1/issues", (int? cursor) => new
        {
            items = issues.Skip(cursor ?? 0).Take(pageSize),
            next = (cursor ?? 0) + pageSize < issues.Length ? ((cursor ?? 0) + pageSize).ToString() : null,
        });
        app.MapGet("/api/v1/gwo-manifests/m-1", () => new { id = "m-1", profile = "gwo", notes = new[] { "1 blank row was passed over" }, notInManifest = 3 });
        app.MapGet("/api/v1/gwo-manifests/m-1/plan", () => new
        {
            genomicFiles = new[] { new { externalId = "s3://bucket/a.cram", action = "CREATE", changes = new { } } },
            biospecimenLinks = new[] { new { biospecimenId = "BS_AAAA0001", genomicFile = "s3://bucket/a.cram", action = "UNCHANGED" } },
            experimentLinks = new[] { new { sequencingExperimentId = "SE_AAAA0001", genomicFile = "s3://bucket/a.cram", action = "SKIP" } },
        });
    });

    public static object Issue(int row, string code, string severity) => new
    {
        row, column = "Filepath", code, severity, value = "s3://bucket/a.cram", message = "No such file.", expected = (string?)null, hint = "Upload it first.",
    };

    public sealed record Asked(string Policy, bool AcknowledgeWarnings, LoadOptions? Options, bool? UseDefaults, IReadOnlyList<ReplaceWish>? Replace, bool? ReplaceAll);
}
