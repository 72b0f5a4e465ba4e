using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>How manifests of a study are judged, as an administrator left it.</summary>
public sealed class StudyRulesStore(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<StudyRules> OfAsync(string studyId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<GwoStudyRules>().AsNoTracking().SingleOrDefaultAsync(r => r.StudyId == studyId, cancellationToken);
        return stored?.Rules ?? new StudyRules(studyId);
    }
}
