using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Schedules;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Quartz;

namespace Portal.Jobs.Schedules;

/// <summary>The commands over schedules: run now, pause, resume. Each checks the caller's right and leaves an audit entry.</summary>
public sealed class ScheduleDesk(IDbContextFactory<PortalDbContext> contexts, NpgsqlDataSource database, ScheduleCatalogue schedules, Permissions permissions,
    ISchedulerFactory schedulers, TimeProvider clock)
{
    // Longer than any node takes to begin; a request older than this went missing and must not block the next.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it once, whether or not it is paused.</summary>
    public async Task<Guid> RunNowAsync(string name, string? why, Actor by, CancellationToken cancellationToken)
    {
        var sheet = await RequireAsync(name, "run a schedule", by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(db, name, cancellationToken);
        var recent = clock.GetUtcNow() - Patience;
        if (await db.ScheduleRuns.AnyAsync(r => r.Schedule == name
            && (r.State == ScheduleRunState.Running || (r.State == ScheduleRunState.Asked && r.CreatedAt > recent)), cancellationToken))
        {
            throw new RuleException("schedule-running", $"{sheet.Title} is running or about to; wait until it ends.");
        }

        var run = ScheduleRun.Ask(name, by.Name, clock.GetUtcNow());
        db.ScheduleRuns.Add(run);
        Audit(db, by, "schedule.run", sheet, before: null, after: null, why);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(name, ScheduleJobs.Group), new JobDataMap { [RunScheduleJob.Asked] = run.Id.ToString() }, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await RunChannel.NotifyAsync(connection, transaction: null, cancellationToken, RunChannel.Queue);
        return run.Id;
    }

    public async Task PauseAsync(string name, string? why, Actor by, CancellationToken cancellationToken)
    {
        var sheet = await RequireAsync(name, "pause a schedule", by, cancellationToken);
        if (string.IsNullOrWhiteSpace(why))
        {
            throw new RuleException("why", "Say why it is paused; whoever finds it paused will want to know.", 400);
        }

        await ChangeAsync(sheet, "schedule.pause", s => s.Paused, s => s.Pause(by.Name, why.Trim(), clock.GetUtcNow()), "is paused already.", why, by, cancellationToken);
    }

    public async Task ResumeAsync(string name, string? why, Actor by, CancellationToken cancellationToken)
    {
        var sheet = await RequireAsync(name, "resume a schedule", by, cancellationToken);
        await ChangeAsync(sheet, "schedule.resume", s => !s.Paused, s => s.Resume(), "is not paused.", why, by, cancellationToken);
    }

    private async Task ChangeAsync(ScheduleSheet sheet, string action, Func<ScheduleState, bool> already, Action<ScheduleState> change, string refusal,
        string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var state = await LockAsync(db, sheet.Name, cancellationToken);
        if (already(state))
        {
            throw new RuleException(action == "schedule.pause" ? "already-paused" : "not-paused", $"{sheet.Title} {refusal}");
        }

        var before = new { state.PausedBy, state.PausedWhy };
        change(state);
        Audit(db, by, action, sheet, before, new { state.PausedBy, state.PausedWhy }, why);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<ScheduleState> LockAsync(PortalDbContext db, string name, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"INSERT INTO portal.schedule_state (name) VALUES ({name}) ON CONFLICT DO NOTHING", cancellationToken);
        return await db.ScheduleStates.FromSql($"SELECT * FROM portal.schedule_state WHERE name = {name} FOR UPDATE").SingleAsync(cancellationToken);
    }

    private async Task<ScheduleSheet> RequireAsync(string name, string action, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, action, cancellationToken);
        var sheet = schedules.Find(name) ?? throw new NotFoundException($"There is no schedule “{name}”.");
        return sheet.IsEngine ? throw new RuleException("engine", $"{sheet.Title} belongs to the engine: it is always on.") : sheet;
    }

    private void Audit(PortalDbContext db, Actor by, string action, ScheduleSheet sheet, object? before, object? after, string? why) =>
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, $"schedule:{sheet.Name}", sheet.Title, Scopes.Everything, before, after, why));
}
