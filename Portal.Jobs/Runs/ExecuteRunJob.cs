using Npgsql;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>The only Quartz job that runs workflows. Its token says "there may be work"; which, the queue decides.</summary>
internal sealed class ExecuteRunJob(RunClaim claim, RunExecutor executor, ActiveRuns active, NodeState node, RunTokens tokens, NpgsqlDataSource database) : IJob
{
    public static readonly JobKey Key = new("execute-run", "runs");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested && !node.Draining && await claim.NextAsync(cancellationToken) is { } run)
        {
            try
            {
                await executor.ExecuteAsync(run, cancellationToken);
            }
            finally
            {
                active.Leave(run.Active);
            }
        }

        if (node.Draining)
        {
            await HandOverAsync(cancellationToken);
        }
    }

    // The token this node holds was meant for work it no longer takes; without this the others would learn of it only from the sweep.
    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await tokens.IssueAsync(1, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await RunChannel.NotifyAsync(connection, transaction: null, cancellationToken, RunChannel.Queue);
    }
}
