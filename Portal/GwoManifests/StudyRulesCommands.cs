using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>How manifests of a study are judged: looked at by whoever sees the study, changed by its administrators.</summary>
public sealed class StudyRulesCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <exception cref="RuleException">A severity cannot be chosen; the sentence says why.</exception>
    public async Task ChangeAsync(string studyId, StudyRulesWish wish, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Study(studyId), Role.Admin, "change how manifests are judged", cancellationToken);
        StudyRulesQueries.RequireStudyId(studyId);
        var rules = StudyRules.Require(studyId, wish.Choices(), wish.RulePack ?? false);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"gwo-rules:" + studyId}, 0))", cancellationToken);
        var stored = await db.Set<GwoStudyRules>().SingleOrDefaultAsync(r => r.StudyId == studyId, cancellationToken);
        var before = stored?.Rules ?? new StudyRules(studyId);
        if (stored is null)
        {
            stored = GwoStudyRules.For(studyId);
            db.Add(stored);
        }

        var now = clock.GetUtcNow();
        stored.Change(rules, by, now);
        db.AuditEntries.Add(AuditEntry.Of(by, now, "gwo-rules.change", $"gwo-rules:{studyId}", $"Rules of {studyId}", Scopes.Study(studyId),
            StudyRulesDocument.Changes(before), StudyRulesDocument.Changes(rules), wish.Why?.Trim() is { Length: > 0 } why ? why : null));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <param name="Severities">Code → <c>error</c>, <c>warning</c> or <c>off</c>; codes left out have their usual severity.</param>
/// <param name="RulePack">Whether the rules of the source manifests are applied too.</param>
public sealed record StudyRulesWish(IReadOnlyDictionary<string, string>? Severities, bool? RulePack, string? Why = null)
{
    internal Dictionary<string, SeverityChoice> Choices() => (Severities ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToDictionary(
        s => s.Key,
        s => Enum.TryParse<SeverityChoice>(s.Value, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice
            : throw new RuleException("severity", $"“{s.Value}” is no severity; use error, warning or off.", 400),
        StringComparer.Ordinal);
}
