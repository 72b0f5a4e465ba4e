using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Tests.Support;

/// <summary>A workflow whose steps are written in the test.</summary>
public sealed class Script
{
    public const string Workflow = "scripted";

    public IList<(string Name, Func<StepContext, CancellationToken, Task<StepResult>> Do)> Steps { get; } = new List<(string, Func<StepContext, CancellationToken, Task<StepResult>>)>();

    /// <summary>The record its parameters are edited as; null: they are not.</summary>
    public Type? Parameters { get; init; }

    public bool StartedByHand { get; init; }

    public Script Step(string name, Func<StepContext, CancellationToken, Task<StepResult>> @do)
    {
        Steps.Add((name, @do));
        return this;
    }

    public Script Step(string name, Action<StepContext>? @do = null) => Step(name, (context, _) =>
    {
        @do?.Invoke(context);
        return Task.FromResult(StepResult.Done());
    });

    public Action<IServiceCollection> Register(int maxRunning = 8) => services =>
    {
        services.AddSingleton(this);
        services.AddWorkflow<ScriptedWorkflow>(Workflow, maxRunning);
    };

    public static RunRequest Request(string subject = "thing", string? exclusive = null, string? request = null, int priority = 0, string scope = Scopes.Everything) => new()
    {
        Workflow = Workflow,
        SubjectKey = $"thing:{subject}",
        Subject = subject,
        Scope = scope,
        Parameters = "{}",
        ExclusiveKey = exclusive,
        RequestKey = request,
        Priority = priority,
    };
}

public sealed class ScriptedWorkflow(Script script) : IWorkflow
{
    public string Name => Script.Workflow;
    public string Title => "Scripted";
    public Type? Parameters => script.Parameters;
    public bool StartedByHand => script.StartedByHand;
    public IReadOnlyList<IStep> Steps => [.. script.Steps.Select(s => new ScriptedStep(s.Name, s.Do))];

    private sealed record ScriptedStep(string Name, Func<StepContext, CancellationToken, Task<StepResult>> Do) : IStep
    {
        public string Title => char.ToUpperInvariant(Name[0]) + Name[1..].Replace('-', ' ');

        public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => Do(context, cancellationToken);
    }
}
