using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Outside.Containers;
using Portal.Jobs.Runs;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>
/// Finds what is to be processed in the importer's table, whoever wrote it, and begins one run for each order: the run's key is the claim.
/// An order whose run ended without a word, because somebody cancelled it or because of a mistake, is ended here; one that an importer began
/// which is gone is taken over.
/// </summary>
public sealed class OrderProcessing(IDbContextFactory<PortalDbContext> contexts, ImportRows rows, StageRows stages, DaemonWatch daemon, LeftOrders left, OrderFiles files, OrderFollowing following, OmeroImporter importer, ContainerProgram containers,
    RunQueue queue, ProcessingCluster cluster, IOptions<ImagingOrderOptions> options)
{
    private const int AtOnce = 200;

    /// <returns>How many runs were begun.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Processes || cluster.State != ProcessingState.Ready)
        {
            return 0;
        }

        var unfinished = (await rows.UnfinishedAsync(cancellationToken)).OrderBy(o => o.FirstId).ToList();
        var runs = await RunsAsync(unfinished, cancellationToken);
        var begun = 0;
        foreach (var line in unfinished.Where(o => o.Stage != ImportStage.Unknown || runs.ContainsKey(o.Uuid)))
        {
            if (!runs.TryGetValue(line.Uuid, out var run))
            {
                begun += begun < AtOnce && await BeginAsync(line.Uuid, cancellationToken) ? 1 : 0;
            }
            else if (run.IsFinal())
            {
                await EndAsync(line.Uuid, run, cancellationToken);
            }
        }

        return begun;
    }

    private static string KeyOf(string uuid) => $"imaging-order:{ImagingOrder.IdOf(uuid)}";

    // Of each order its latest run.
    private async Task<IReadOnlyDictionary<string, RunState>> RunsAsync(IReadOnlyList<InLine> orders, CancellationToken cancellationToken)
    {
        var uuids = orders.ToDictionary(o => KeyOf(o.Uuid), o => o.Uuid, StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.Runs.Where(r => r.Workflow == ImagingOrderWorkflow.WorkflowName && uuids.Keys.Contains(r.SubjectKey)).Select(r => new { r.SubjectKey, r.Number, r.State }).ToListAsync(cancellationToken);
        return runs.GroupBy(r => r.SubjectKey).ToDictionary(g => uuids[g.Key], g => g.MaxBy(r => r.Number)!.State, StringComparer.Ordinal);
    }

    private async Task<bool> BeginAsync(string uuid, CancellationToken cancellationToken)
    {
        if (await rows.HistoryAsync(uuid, cancellationToken) is not { } history || !await MayBeginAsync(history, cancellationToken))
        {
            return false; // somebody was quicker, or is still at it
        }

        if ((history.Rows.Any(r => r.Is.IsFinal()) ? FailureText.Reopened(uuid) : FailureText.Refusal(history.First)) is { } refusal)
        {
            await stages.AppendAsync(history.First, ImportStage.Started, description: null, cancellationToken);
            await stages.AppendAsync(history.First, ImportStage.Failed, refusal, cancellationToken);
            return false;
        }

        await following.NowAsync(uuid, cancellationToken); // one that somebody wrote straight into the table becomes one of the portal
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var id = ImagingOrder.IdOf(uuid);
        var order = await db.Set<ImagingOrder>().AsNoTracking().SingleAsync(o => o.Id == id, cancellationToken);
        await queue.SubmitAsync(new RunRequest
        {
            Workflow = ImagingOrderWorkflow.WorkflowName,
            SubjectKey = order.SubjectKey,
            Subject = order.Subject,
            SubjectUrl = $"imaging-orders/{order.Id}",
            Scope = order.Scope,
            Parameters = RunParameters.Write(new OrderRunParameters(order.Id, TakenOver: history.Rows.Count > 1)),
            RequestKey = order.SubjectKey,
            Priority = order.Priority,
        }, Actor.Portal, alongside: null, cancellationToken);
        return true;
    }

    // The portal's own runs are written before their first row, so that one that is started without a run was started by somebody else.
    private async Task<bool> MayBeginAsync(OrderHistory history, CancellationToken cancellationToken)
    {
        if (history.Stage == ImportStage.Pending)
        {
            return true;
        }

        if (history.Stage.IsFinal() || !left.Is(history, await daemon.LookAsync(cancellationToken)))
        {
            return false;
        }

        var key = KeyOf(history.First.Uuid);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Runs.AnyAsync(r => r.Workflow == ImagingOrderWorkflow.WorkflowName && r.SubjectKey == key, cancellationToken);
    }

    private async Task EndAsync(string uuid, RunState run, CancellationToken cancellationToken)
    {
        if (await rows.HistoryAsync(uuid, cancellationToken) is not { } history || history.Stage.IsFinal())
        {
            return;
        }

        try
        {
            await importer.AloneAsync(uuid, cancellationToken);
        }
        catch (StillHeldException)
        {
            return; // the next look finds it again
        }

        await files.LeaveOutAsync(ImagingOrder.IdOf(uuid), cancellationToken);
        var temporary = Path.Combine(options.Value.TemporaryFolder, uuid);
        if (Directory.Exists(temporary))
        {
            if (await containers.RemoveAsync(temporary) is not null)
            {
                return; // it would write into a folder that is gone
            }

            Directory.Delete(temporary, recursive: true);
        }

        File.Delete($"{temporary}.lock");
        var why = run == RunState.Succeeded || history.Rows.Any(r => r.Is.IsFinal()) ? FailureText.Reopened(uuid) : run == RunState.Cancelled ? FailureText.Cancelled : FailureText.Other;
        await stages.AppendAsync(history.First, ImportStage.Failed, why, cancellationToken);
        await following.NowAsync(uuid, cancellationToken);
    }
}
