using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>What a workflow consists of, for who only wants to know: names and titles.</summary>
/// <param name="Parameters">The form of its parameters, where a person may edit them.</param>
public sealed record WorkflowSheet(string Name, string Title, IReadOnlyList<StepSheet> Steps, Form? Parameters, bool StartedByHand);

public sealed record StepSheet(string Name, string Title);

/// <summary>Every workflow this build knows.</summary>
public sealed class WorkflowCatalogue
{
    private readonly Dictionary<string, WorkflowSheet> _sheets;

    public WorkflowCatalogue(IServiceScopeFactory scopes, IEnumerable<WorkflowRegistration> registrations)
    {
        using var scope = scopes.CreateScope();
        _sheets = registrations
            .Select(r => scope.ServiceProvider.GetRequiredKeyedService<IWorkflow>(r.Name))
            .ToDictionary(w => w.Name, w => new WorkflowSheet(w.Name, w.Title, [.. w.Steps.Select(s => new StepSheet(s.Name, s.Title))],
                w.Parameters is null ? null : Form.Of(w.Parameters), w.StartedByHand), StringComparer.Ordinal);
    }

    public IReadOnlyCollection<string> Names => _sheets.Keys;

    public IReadOnlyCollection<WorkflowSheet> All => _sheets.Values;

    /// <summary>Null for a workflow an older or newer build knew.</summary>
    public WorkflowSheet? Find(string name) => _sheets.GetValueOrDefault(name);

    public string TitleOf(string name) => Find(name)?.Title ?? name;
}

/// <param name="MaxRunning">How many runs of it may run at once, over all nodes.</param>
public sealed record WorkflowRegistration(string Name, int MaxRunning);
