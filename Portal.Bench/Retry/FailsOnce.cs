using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Bench.Retry;

/// <summary>Runs whose first attempt fails and whose second does not.</summary>
internal sealed class FailsOnce : IWorkflow, IStep
{
    public const string WorkflowName = "bench-fails-once";

    public string Name => WorkflowName;

    public string Title => "Fails once";

    public IReadOnlyList<IStep> Steps => [this];

    public static void Register(IServiceCollection services) => services.AddWorkflow<FailsOnce>(WorkflowName, maxRunning: 1000);

    public static RunRequest Request(int number) => new()
    {
        Workflow = WorkflowName,
        SubjectKey = $"bench:{number}",
        Subject = $"Fails once, number {number}",
        Scope = Scopes.Everything,
        Parameters = "{}",
    };

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => context.Attempt == 1
        ? throw new StepFailedException("The outside did not answer. Retry when it does.")
        : Task.FromResult(StepResult.Done());
}
