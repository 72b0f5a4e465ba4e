using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>The only Quartz job that runs workflows. Its token says "there may be work"; which, the queue decides.</summary>
internal sealed class ExecuteRunJob(RunClaim claim, RunExecutor executor, ActiveRuns active) : IJob
{
    public static readonly JobKey Key = new("execute-run", "runs");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested && await claim.NextAsync(cancellationToken) is { } run)
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
    }
}
