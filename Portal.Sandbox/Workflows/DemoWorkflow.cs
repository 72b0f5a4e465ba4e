using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Does nothing of use, and everything a run can do; what of it, its parameters say.</summary>
internal sealed class DemoWorkflow(CountThings count, WaitAWhile wait, AskSomebody ask, WaitForOutside outside, StartOthers others, MakeEntries entries) : IWorkflow
{
    public const string WorkflowName = "demo";

    public string Name => WorkflowName;

    public string Title => "Demonstration";

    public IReadOnlyList<IStep> Steps => [count, wait, ask, outside, others, entries];

    public Type? Parameters => typeof(DemoParameters);

    public bool StartedByHand => true;
}
