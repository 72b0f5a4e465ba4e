using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>The only Quartz job that runs workflows. Its token says "there may be work"; which, the queue decides.</summary>
internal sealed class ExecuteRunJob(RunClaim claim, RunExecutor executor, ActiveRuns active, NodeState node, RunTokens tokens) : IJob
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

        if (node.Draining || cancellationToken.IsCancellationRequested)
        {
            // This node's token was meant for work it no longer takes, and what it let go of can be continued at once; without this
            // the others would learn of it only from the sweep.
            await tokens.IssueAsync(1, CancellationToken.None);
        }
    }
}
