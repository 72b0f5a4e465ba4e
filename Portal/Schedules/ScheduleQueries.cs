using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Schedules;
using Portal.Domain.Storage;
using Portal.Jobs.Schedules;

namespace Portal.Schedules;

/// <summary>What pages and API read about schedules; everybody with any role may.</summary>
public sealed class ScheduleQueries(IDbContextFactory<PortalDbContext> contexts, ScheduleCatalogue schedules, TimeProvider clock)
{
    private const int HistoryLength = 50;

    private static readonly Expression<Func<ScheduleRun, ScheduleRunView>> View =
        r => new ScheduleRunView(r.Id, r.State, r.CreatedAt, r.StartedAt, r.EndedAt, r.AskedBy, r.Node, r.Outcome);

    public async Task<IReadOnlyList<ScheduleView>> ListAsync(Grants grants, CancellationToken cancellationToken)
    {
        Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var list = new List<ScheduleView>();
        foreach (var sheet in schedules.All)
        {
            list.Add(await ReadAsync(db, sheet, cancellationToken));
        }

        return list;
    }

    public async Task<ScheduleHistory> FindAsync(string name, Grants grants, CancellationToken cancellationToken)
    {
        Require(grants);
        var sheet = schedules.Find(name) ?? throw new NotFoundException($"There is no schedule “{name}”.");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.ScheduleRuns.Where(r => r.Schedule == name).OrderByDescending(r => r.CreatedAt).Take(HistoryLength).Select(View).ToListAsync(cancellationToken);
        return new ScheduleHistory(await ReadAsync(db, sheet, cancellationToken), runs);
    }

    private async Task<ScheduleView> ReadAsync(PortalDbContext db, ScheduleSheet sheet, CancellationToken cancellationToken)
    {
        var state = await db.ScheduleStates.AsNoTracking().SingleOrDefaultAsync(s => s.Name == sheet.Name, cancellationToken);
        var runs = db.ScheduleRuns.Where(r => r.Schedule == sheet.Name).OrderByDescending(r => r.CreatedAt);
        var last = await runs.Where(r => r.EndedAt != null).Select(View).FirstOrDefaultAsync(cancellationToken);
        var open = await runs.Where(r => r.State == ScheduleRunState.Asked || r.State == ScheduleRunState.Running).Select(View).FirstOrDefaultAsync(cancellationToken);
        return ScheduleView.Of(sheet, state, last, open, clock.GetUtcNow());
    }

    private static void Require(Grants grants)
    {
        if (!grants.MaySomewhere(Role.Viewer))
        {
            throw new NotFoundException();
        }
    }
}
