using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;

namespace Portal.Tests.Support;

public static class RunWaiting
{
    /// <summary>Until a run is where the test wants it, told by the feed; a minute at most.</summary>
    public static async Task<Run> UntilAsync(this PortalServer server, Guid runId, Func<Run, bool> there)
    {
        using var minute = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var wake = new SemaphoreSlim(0);
        using var subscription = server.Get<RunFeed>().Subscribe(runId, _ => wake.Release());
        while (true)
        {
            await using var db = server.Db();
            var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, minute.Token);
            if (there(run))
            {
                return run;
            }

            await wake.WaitAsync(minute.Token);
        }
    }

    public static Task<Run> UntilFinalAsync(this PortalServer server, Guid runId) => server.UntilAsync(runId, r => r.State.IsFinal());

    public static async Task<IReadOnlyList<RunEvent>> EventsAsync(this PortalServer server, Guid runId)
    {
        await using var db = server.Db();
        return await db.RunEvents.AsNoTracking().Where(e => e.RunId == runId).OrderBy(e => e.Seq).ToListAsync();
    }

    public static async Task<IReadOnlyList<RunStep>> StepsAsync(this PortalServer server, Guid runId, int attempt = 1)
    {
        await using var db = server.Db();
        return await db.RunSteps.AsNoTracking().Where(s => s.RunId == runId && s.Attempt == attempt).OrderBy(s => s.Position).ToListAsync();
    }
}
