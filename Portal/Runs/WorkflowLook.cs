using Portal.Jobs.Runs;

namespace Portal.Runs;

/// <summary>How runs of a workflow are called and drawn in lists; a slice registers one per workflow.</summary>
/// <param name="Workflow">Stable name, as the engine knows it.</param>
/// <param name="Title">"GWO manifest check".</param>
/// <param name="Icon">Id in the sprite: "manifest".</param>
/// <param name="Parameters">The parameters of a run in the slice's words; null: the properties of the JSON as they are.</param>
public sealed record WorkflowLook(string Workflow, string Title, string Icon, Func<RunDetail, IReadOnlyList<RunParameterFact>>? Parameters = null)
{
    public IReadOnlyList<RunParameterFact> ParametersOf(RunDetail run) => Parameters?.Invoke(run) ?? RunParameterFact.Of(run.Parameters);
}

/// <summary>All of them. A workflow nobody described is called as the engine calls it.</summary>
public sealed class WorkflowLooks(WorkflowCatalogue workflows, IEnumerable<WorkflowLook> looks)
{
    private readonly Dictionary<string, WorkflowLook> _byName = looks.ToDictionary(l => l.Workflow, StringComparer.Ordinal);

    public IEnumerable<WorkflowLook> All => workflows.Names.Order(StringComparer.Ordinal).Select(Of);

    public WorkflowLook Of(string workflow) => _byName.GetValueOrDefault(workflow) ?? new WorkflowLook(workflow, workflows.TitleOf(workflow), "runs");
}
