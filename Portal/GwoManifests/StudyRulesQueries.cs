using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>A kind of problem and what becomes of it in a study.</summary>
/// <param name="Fixed">Why it cannot be chosen, or why not to be silent; null where every choice is open.</param>
public sealed record RuleDocument(string Code, string Title, string Severity, string Usual, string? Fixed, bool MayBeOff, bool MayBeWarning)
{
    public static RuleDocument Of(IssueKind kind, StudyRules rules) => new(kind.Code, kind.Title, Word(rules.Of(kind.Code)), Word(kind.Usual), kind.Fixed ?? kind.NeverOff,
        kind.WhyFixed(SeverityChoice.Off) is null, kind.Fixed is null);

    public static string Word(SeverityChoice choice) => choice.ToString().ToLowerInvariant();
}

/// <summary>How manifests of a study are judged, as people and programs see it.</summary>
public sealed record StudyRulesDocument(string StudyId, bool RulePack, IReadOnlyList<RuleDocument> Rules, DateTimeOffset? UpdatedAt, string? UpdatedBy)
{
    /// <summary>Only what is not usual, for the audit log.</summary>
    internal static object Changes(StudyRules rules) => new { Severities = rules.Severities.ToDictionary(s => s.Key, s => RuleDocument.Word(s.Value), StringComparer.Ordinal), rules.RulePack };
}

public sealed class StudyRulesQueries(IDbContextFactory<PortalDbContext> contexts, Permissions permissions)
{
    public async Task<StudyRulesDocument> FindAsync(string studyId, Role role, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Study(studyId), role, "see how manifests are judged", cancellationToken);
        RequireStudyId(studyId);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<GwoStudyRules>().AsNoTracking().SingleOrDefaultAsync(r => r.StudyId == studyId, cancellationToken);
        var rules = stored?.Rules ?? new StudyRules(studyId);
        return new StudyRulesDocument(studyId, rules.RulePack, [.. IssueCodes.Known.OrderBy(k => k.Code, StringComparer.Ordinal).Select(k => RuleDocument.Of(k, rules))], stored?.UpdatedAt, stored?.UpdatedBy);
    }

    internal static void RequireStudyId(string studyId)
    {
        if (!KidsFirstId.IsStudy(studyId))
        {
            throw new RuleException("study-id", $"“{studyId}” is not a study id. It is SD_ and 8 characters, for example SD_ME0WME0W.", 400);
        }
    }
}
