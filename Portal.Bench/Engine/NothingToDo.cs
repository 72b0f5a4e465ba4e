using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Bench.Engine;

/// <summary>Runs whose steps do nothing: what is left is what the engine itself costs.</summary>
internal static class NothingToDo
{
    public const string OneStep = "bench-one-step";
    public const string FortySteps = "bench-forty-steps";
    public const int Forty = 40;

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<FirstStarts>();
        services.AddWorkflow<OneStepWorkflow>(OneStep, maxRunning: 1000);
        services.AddWorkflow<FortyStepsWorkflow>(FortySteps, maxRunning: 1000);
    }

    public static RunRequest Request(string workflow, int number) => new()
    {
        Workflow = workflow,
        SubjectKey = $"bench:{number}",
        Subject = $"Nothing, number {number}",
        Scope = Scopes.Everything,
        Parameters = "{}",
    };

    /// <summary>Number of the last event of a run that succeeds: submitted, started, two for each step, succeeded.</summary>
    public static long LastEvent(int steps) => 2 + (2 * steps) + 1;
}

/// <summary>When each run's first step began, on the clock of <see cref="Stopwatch"/>.</summary>
internal sealed class FirstStarts
{
    private readonly ConcurrentDictionary<Guid, long> _at = new();

    public long this[Guid run] => _at[run];

    public void Note(Guid run) => _at.TryAdd(run, Stopwatch.GetTimestamp());
}

internal sealed class OneStepWorkflow(FirstStarts starts) : IWorkflow
{
    public string Name => NothingToDo.OneStep;

    public string Title => "One step of nothing";

    public IReadOnlyList<IStep> Steps => [new NothingStep(1, starts)];
}

internal sealed class FortyStepsWorkflow(FirstStarts starts) : IWorkflow
{
    public string Name => NothingToDo.FortySteps;

    public string Title => "Forty steps of nothing";

    public IReadOnlyList<IStep> Steps => [.. Enumerable.Range(1, NothingToDo.Forty).Select(i => new NothingStep(i, starts))];
}

internal sealed class NothingStep(int number, FirstStarts starts) : IStep
{
    public string Name => $"nothing-{number}";

    public string Title => $"Do nothing, time {number}";

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        starts.Note(context.RunId);
        return Task.FromResult(StepResult.Done());
    }
}
