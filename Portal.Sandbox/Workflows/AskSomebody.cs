using System.ComponentModel.DataAnnotations;
using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Asks a person whether to go on.</summary>
internal sealed class AskSomebody : IStep
{
    private const string Question = "go-on";

    public string Name => "ask";

    public string Title => "Ask somebody";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!context.Parameters<DemoParameters>().Ask)
        {
            return StepResult.Done("not asked for");
        }

        return await context.AnswerAsync<DemoAnswer>(Question, cancellationToken) switch
        {
            null => StepResult.Ask<DemoAnswer>(Question, "Shall the demonstration go on?", help: "Nothing depends on it. Without a yes the run fails, and a retry asks again."),
            { GoOn: false } => throw new StepFailedException("Somebody answered that the demonstration shall not go on. Press Retry to be asked again."),
            { Remark: { Length: > 0 } remark } => StepResult.Done($"yes: {remark}"),
            _ => StepResult.Done("yes"),
        };
    }
}

/// <summary>What the person fills in.</summary>
internal sealed record DemoAnswer
{
    [Display(Name = "Go on")]
    public bool GoOn { get; init; }

    [Display(Description = "Is kept as the step's outcome.")]
    [StringLength(200)]
    public string? Remark { get; init; }
}
