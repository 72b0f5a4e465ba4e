using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Submits runs like this one and waits for all of them.</summary>
internal sealed class StartOthers : IStep
{
    public string Name => "children";

    public string Title => "Start others and wait for them";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var wish = context.Parameters<DemoParameters>();
        if (wish.Children is not { } wanted || wanted == 0)
        {
            return StepResult.Done("not asked for");
        }

        var states = await context.ChildrenAsync(cancellationToken);
        if (states.Values.Sum() < wanted)
        {
            await context.SubmitAsync([.. Enumerable.Range(1, wanted).Select(i => Child(context, wish, i))], cancellationToken);
            return StepResult.WaitForRuns($"{wanted:N0} runs it started");
        }

        var succeeded = states.GetValueOrDefault(RunState.Succeeded);
        return states.Where(s => !s.Key.IsFinal()).Sum(s => s.Value) > 0 ? StepResult.WaitForRuns($"{wanted:N0} runs it started")
            : succeeded == wanted ? StepResult.Done($"{wanted:N0} runs")
            : throw new StepFailedException($"{wanted - succeeded:N0} of the {wanted:N0} runs it started did not succeed. Retry those first, then this one.");
    }

    private static RunRequest Child(StepContext context, DemoParameters wish, int number) => new()
    {
        Workflow = DemoWorkflow.WorkflowName,
        SubjectKey = $"demo:{context.RunId}:{number}",
        Subject = $"Child {number} of R-{context.RunNumber}",
        Scope = context.Scope,
        Parameters = RunParameters.Write(wish.ForChild()),
        RequestKey = $"demo:{context.RunId}:{number}",
    };
}
