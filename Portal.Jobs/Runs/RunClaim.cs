using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>A run in the hands of this process, with its steps; the first one to do has been started.</summary>
/// <param name="Silence">The question nobody answered before its deadline, when the run was claimed because of that.</param>
internal sealed record ClaimedRun(ActiveRun Active, Run Run, IReadOnlyList<RunStep> Steps, Question? Silence);

/// <summary>Takes the best runs there are to work on, one for each worker that asks at the same moment, and starts their first unfinished step.</summary>
internal sealed partial class RunClaim
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly string[] _known;
    private readonly NodeIdentity _node;
    private readonly ActiveRuns _active;
    private readonly RunOptions _options;
    private readonly RunTelemetry _telemetry;
    private readonly TimeProvider _clock;
    private readonly ILogger<RunClaim> _logger;
    private readonly Together<CancellationToken, ClaimedRun?> _together;

    public RunClaim(IDbContextFactory<PortalDbContext> contexts, WorkflowCatalogue workflows, NodeIdentity node, ActiveRuns active,
        IOptions<RunOptions> options, RunTelemetry telemetry, TimeProvider clock, ILogger<RunClaim> logger)
    {
        (_contexts, _known, _node, _active, _options, _telemetry, _clock, _logger) = (contexts, [.. workflows.Names], node, active, options.Value, telemetry, clock, logger);
        _together = new(_options.Parallel, ClaimAsync);
    }

    /// <param name="stopping">Of the one who will work on it.</param>
    public Task<ClaimedRun?> NextAsync(CancellationToken stopping) => _together.AskAsync(stopping);

    private async Task<IReadOnlyList<ClaimedRun?>> ClaimAsync(IReadOnlyList<CancellationToken> workers)
    {
        for (var attempt = 1; ; attempt++)
        {
            var entered = new List<ActiveRun>();
            try
            {
                var claimed = await TryAsync(workers, entered);
                return [.. workers.Select((_, i) => claimed.ElementAtOrDefault(i))];
            }
            catch (Exception e)
            {
                // Whether or not the commit happened, nobody here works on them; what did become ours ends with its lease.
                entered.ForEach(_active.Leave);
                if (e is not PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.FeatureNotSupported } || attempt == 5)
                {
                    throw;
                }

                // Another node took the exclusive key between our look and our write, or a newer node has just changed the table: look again.
                LogTakenBefore(_logger, e.Message);
            }
        }
    }

    private async Task<List<ClaimedRun>> TryAsync(IReadOnlyList<CancellationToken> workers, List<ActiveRun> entered)
    {
        var now = _clock.GetUtcNow();
        await using var db = await _contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (connection, raw) = RunStore.Raw(db, transaction);
        await RunClaimSql.LockLanesAsync(connection, raw, _known);
        var runs = await RunClaimSql.Best(db, _known, [.. _active.All.Select(a => a.Fence.RunId)], workers.Count, now, now - _options.OutsideTimeout).ToListAsync();
        if (runs.Count == 0)
        {
            return [];
        }

        var steps = (await RunClaimSql.Steps(db, runs).ToListAsync()).ToLookup(s => s.RunId);
        var claimed = new List<ClaimedRun>();
        var writes = new List<RunWrite>();
        foreach (var (run, stopping) in runs.Zip(workers))
        {
            var before = run.State;
            var (started, write) = Start(run, [.. steps[run.Id]], now, stopping);
            entered.Add(started.Active);
            claimed.Add(started);
            writes.Add(write);
            _telemetry.Claimed(run, before, now);
        }

        await RunWriteSql.StoreAsync(connection, raw, Guid.CreateVersion7(now), [.. writes.OrderBy(w => w.Fence.RunId)], now);
        await transaction.CommitAsync();
        return claimed;
    }

    private (ClaimedRun, RunWrite) Start(Run run, IReadOnlyList<RunStep> steps, DateTimeOffset now, CancellationToken stopping)
    {
        var (before, owner) = (run.State, run.Owner);
        var silence = run.Question is null ? null : RunParameters.Read<Question>(run.Question);
        run.Claim(_node.Id, now + _options.Lease, now);
        var lines = new List<JournalLine> { new(now, null, EventLevel.Info, Words(run, before, owner, silence)) };
        var step = run.CancelRequestedAt is null && (silence is null or { ElseGoOn: true }) ? steps.FirstOrDefault(s => !s.State.IsFinished()) : null;
        if (step is not null)
        {
            run.Enter(step.Name);
            step.Start(now);
            lines.Add(new(now, step.Name, EventLevel.Info, "Started"));
        }

        var fence = new Fence(run.Id, run.Attempt, _node.Id);
        var active = _active.Enter(fence, run.LeaseUntil!.Value, stopping);
        return (new ClaimedRun(active, run, steps, silence),
            new RunWrite(fence) { Run = run, Moved = true, Node = _node.Name, Steps = step is null ? [] : [step], Lines = lines });
    }

    private string Words(Run run, RunState before, string? owner, Question? silence) => before switch
    {
        RunState.Running => $"Continued on {_node.Name}; {(owner is null ? "the portal was stopped in the middle" : "the process before stopped answering")}",
        RunState.Waiting when silence is not null => $"The time to answer is over; continued on {_node.Name}",
        RunState.Waiting => $"Continued on {_node.Name}",
        _ => $"Attempt {run.Attempt} started on {_node.Name}",
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "A claim met what another node does; looking again: {Reason}")]
    private static partial void LogTakenBefore(ILogger logger, string reason);
}
