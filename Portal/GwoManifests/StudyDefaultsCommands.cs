using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>What loads of a study say of what they create, unless a load says otherwise.</summary>
/// <param name="Version">To be given back with a change, so that nobody's is lost.</param>
public sealed record StudyDefaults(string StudyId, LoadOptions Options, DateTimeOffset? ChangedAt, string? ChangedBy, string Version);

/// <summary>Reading and setting a study's defaults.</summary>
public sealed class StudyDefaultsCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <exception cref="NotFoundException">It is no study, or none the caller may see.</exception>
    public async Task<StudyDefaults> ReadAsync(string studyId, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(studyId, by, Role.Viewer, "see its defaults", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return View(studyId, await db.Set<GwoStudyDefaults>().AsNoTracking().SingleOrDefaultAsync(d => d.StudyId == studyId, cancellationToken));
    }

    /// <exception cref="RuleException"><c>options</c>: a value the Data Service does not accept; <c>changed-meanwhile</c>.</exception>
    public async Task<StudyDefaults> SetAsync(string studyId, LoadOptions options, string version, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(studyId, by, Role.Admin, "set the defaults of its loads", cancellationToken);
        var wanted = options.Checked();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"INSERT INTO portal.gwo_study_defaults (study_id, options, changed_at, changed_by) VALUES ({studyId}, '{{}}', {clock.GetUtcNow()}, {by.Name}) ON CONFLICT DO NOTHING", cancellationToken);
        var stored = await db.Set<GwoStudyDefaults>().FromSql($"SELECT * FROM portal.gwo_study_defaults WHERE study_id = {studyId} FOR UPDATE").SingleAsync(cancellationToken);
        var before = stored.Read();
        if (VersionOf(before) != version)
        {
            throw new RuleException("changed-meanwhile", $"Somebody else changed the defaults of {studyId} after you opened the form. Look at what is stored now, and decide again.", 412);
        }

        stored.Set(wanted, by, clock.GetUtcNow());
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "gwo-study.defaults", GwoStudyDefaults.KeyOf(studyId), $"Defaults of {studyId}", Scopes.Study(studyId), before, wanted));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return View(studyId, stored);
    }

    private async Task RequireAsync(string studyId, Actor by, Role role, string action, CancellationToken cancellationToken)
    {
        if (!KidsFirstId.IsStudy(studyId))
        {
            throw new NotFoundException("There is no such study, or none you may see.");
        }

        await permissions.RequireAsync(by, Scopes.Study(studyId), role, action, cancellationToken);
    }

    private static StudyDefaults View(string studyId, GwoStudyDefaults? stored)
    {
        var options = stored?.Read() ?? LoadOptions.None;
        return new(studyId, options, stored?.ChangedAt, stored?.ChangedBy, VersionOf(options));
    }

    // By value: setting what is set already disturbs nobody.
    private static string VersionOf(LoadOptions options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RunParameters.Write(options))))[..16];
}
