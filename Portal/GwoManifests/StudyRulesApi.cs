using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary><c>/api/v1/gwo-manifests/rules/{studyId}</c> and the template.</summary>
internal static class StudyRulesApi
{
    public static void MapStudyRules(this RouteGroupBuilder manifests)
    {
        manifests.MapGet("/rules/{studyId}", Get);
        manifests.MapPut("/rules/{studyId}", Change);
        manifests.MapGet("/template.xlsx", Template).Produces<byte[]>(contentType: XlsxWriter.ContentType);
    }

    private static async Task<Ok<StudyRulesDocument>> Get(string studyId, StudyRulesQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(studyId, Role.Viewer, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<StudyRulesDocument>> Change(string studyId, StudyRulesWish wish, StudyRulesCommands commands, StudyRulesQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        await commands.ChangeAsync(studyId, wish, by, cancellationToken);
        return TypedResults.Ok(await queries.FindAsync(studyId, Role.Viewer, by, cancellationToken));
    }

    private static async Task<FileContentHttpResult> Template(string? profile, ManifestTemplate template, CancellationToken cancellationToken)
    {
        var chosen = profile is null ? ManifestProfile.Gwo : ManifestProfile.Named(profile)
            ?? throw new RuleException("profile", $"“{profile}” is no layout; use {string.Join(" or ", ManifestProfile.All.Select(p => p.Name))}.", 400);
        return TypedResults.File(await template.WriteAsync(chosen, cancellationToken), XlsxWriter.ContentType, $"{chosen.Name}-template.xlsx");
    }
}
