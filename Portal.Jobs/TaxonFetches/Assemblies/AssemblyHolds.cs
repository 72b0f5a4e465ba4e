using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.TaxonFetches.Assemblies;

/// <summary>Gives back runs whose hold is over to their place in the queue, and puts new ones into it.</summary>
internal sealed class AssemblyHolds(IDbContextFactory<PortalDbContext> contexts, AssemblyQueue queue, IOptions<AssemblyOptions> options, TimeProvider clock) : IScheduledWork
{
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        // The whole time that went by is compared, never a part of it such as its minutes.
        var (considered, worked) = (clock.GetUtcNow() - options.Value.ConsiderationHold, clock.GetUtcNow() - options.Value.WorkHold);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var back = await db.Set<Assembly>()
            .Where(a => a.Status == AssemblyStatus.UnderConsideration && a.HeldSince <= considered || a.Status == AssemblyStatus.InProgress && a.HeldSince <= worked)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, AssemblyStatus.Waiting).SetProperty(a => a.HeldSince, (DateTimeOffset?)null).SetProperty(a => a.HeldBy, (string?)null), cancellationToken);
        var fresh = await queue.FillAsync(cancellationToken);
        return $"{Words.Count(back, "hold")} ran out; {Words.Count(fresh, "run")} newly wait to be assembled.";
    }
}
