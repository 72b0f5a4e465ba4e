using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.GwoManifests;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>The part of <c>/api/v1/gwo-manifests</c> that writes to the Data Service, and the studies' defaults for it.</summary>
internal static class ManifestLoadsApi
{
    public static void MapLoads(this RouteGroupBuilder manifests)
    {
        manifests.MapPost("/{id:guid}/apply", Apply);
        manifests.MapPost("/{id:guid}/rollback", Rollback);
        manifests.MapGet("/defaults/{studyId}", Defaults);
        manifests.MapPut("/defaults/{studyId}", SetDefaults);
    }

    private static async Task<Accepted<SubmittedRun>> Apply(Guid id, ApplyWish? wish, ManifestLoadCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var policy = wish?.Policy is null ? ApplyPolicy.AllOrNothing : ApplyPolicies.Parse(wish.Policy)
            ?? throw new RuleException("policy", $"“{wish.Policy}” is no policy; use all-or-nothing or good-rows.", 400);
        var request = new LoadRequest
        {
            Policy = policy,
            AcknowledgeWarnings = wish?.AcknowledgeWarnings ?? false,
            Options = wish?.Options ?? LoadOptions.None,
            UseDefaults = wish?.UseDefaults ?? true,
            Replace = new ReplaceChoice { All = wish?.ReplaceAll ?? false, Ticks = [.. (wish?.Replace ?? []).Select(t => t.Tick())] },
        };
        return RunsApi.Accepted(await commands.ApplyAsync(id, request, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    private static async Task<Accepted<SubmittedRun>> Rollback(Guid id, RollbackWish? wish, ManifestLoadCommands commands, Caller caller, CancellationToken cancellationToken) =>
        RunsApi.Accepted(await commands.RollbackAsync(id, wish?.RunId, wish?.Why, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<StudyDefaults>> Defaults(string studyId, HttpResponse response, StudyDefaultsCommands commands, Caller caller, CancellationToken cancellationToken) =>
        Tagged(response, await commands.ReadAsync(studyId, await caller.ActorAsync(cancellationToken), cancellationToken));

    /// <summary>Needs <c>If-Match</c> with the version that was read, so that nobody's edit is lost.</summary>
    private static async Task<Ok<StudyDefaults>> SetDefaults(string studyId, LoadOptions options, HttpContext http, StudyDefaultsCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var version = http.Request.Headers.IfMatch.ToString().Trim('"') is { Length: > 0 } given ? given
            : throw new RuleException("if-match", "Send If-Match with the version you read (its ETag), so that nobody's edit is lost.", 428);
        return Tagged(http.Response, await commands.SetAsync(studyId, options, version, await caller.ActorAsync(cancellationToken), cancellationToken));
    }

    private static Ok<StudyDefaults> Tagged(HttpResponse response, StudyDefaults defaults)
    {
        response.Headers.ETag = $"\"{defaults.Version}\"";
        return TypedResults.Ok(defaults);
    }
}

/// <param name="Policy"><c>all-or-nothing</c> (the default) or <c>good-rows</c>.</param>
/// <param name="Options">What everything created gets beyond manifest and S3; what is left out is as the study has it.</param>
/// <param name="UseDefaults">False: what the options leave out is not sent at all.</param>
/// <param name="Replace">Registered values that may be replaced.</param>
/// <param name="ReplaceAll">All of them.</param>
public sealed record ApplyWish(string? Policy, bool? AcknowledgeWarnings, LoadOptions? Options = null, bool? UseDefaults = null,
    IReadOnlyList<ReplaceWish>? Replace = null, bool? ReplaceAll = null);

/// <param name="Field">The <c>tick</c> of the plan: <c>data_type</c>, <c>content</c>…</param>
/// <param name="KfId">Of this record only; left out: of all.</param>
public sealed record ReplaceWish(string? Field, string? KfId = null)
{
    public ReplaceTick Tick() => string.IsNullOrWhiteSpace(Field) ? throw new RuleException("replace", "Each entry of “replace” names a “field” of the plan.", 400)
        : new ReplaceTick(CuratedChanges.TickOf(Field.Trim()), string.IsNullOrWhiteSpace(KfId) ? null : KfId.Trim());
}

/// <param name="RunId">A load of the manifest; left out: its last.</param>
public sealed record RollbackWish(Guid? RunId, string? Why);
