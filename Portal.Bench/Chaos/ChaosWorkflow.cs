using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Bench.Chaos;

/// <summary>Work whose every trace can be checked afterwards: numbered lines, one outside effect a step, a wait, and children.</summary>
internal sealed class ChaosWorkflow(ChaosOutside outside, NodeIdentity node) : IWorkflow
{
    public const string WorkflowName = "chaos";
    public const int Lines = 5;

    public static readonly string[] StepNames = ["first", "second", "pause", "split", "last"];

    public string Name => WorkflowName;

    public string Title => "Chaos";

    public IReadOnlyList<IStep> Steps => [.. StepNames.Select(n => new ChaosStep(n, outside, node))];

    public static void Register(IServiceCollection services, string witness)
    {
        services.AddSingleton(new ChaosOutside(witness));
        services.AddSingleton<IIntentKind>(s => s.GetRequiredService<ChaosOutside>());
        services.AddWorkflow<ChaosWorkflow>(WorkflowName, maxRunning: 1000);
    }

    public static RunRequest Request(string subject, bool withChild) => new()
    {
        Workflow = WorkflowName,
        SubjectKey = $"chaos:{subject}",
        Subject = subject,
        Scope = Scopes.Everything,
        Parameters = RunParameters.Write(new ChaosParameters(withChild)),
    };
}

internal sealed record ChaosParameters(bool WithChild);

internal sealed class ChaosStep(string name, ChaosOutside outside, NodeIdentity node) : IStep
{
    public string Name => name;

    public string Title => name;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var execution = $"{node.Name} {Guid.NewGuid().ToString("N")[..10]}";
        for (var line = 1; line < ChaosWorkflow.Lines; line++)
        {
            context.Note($"{execution} {line}");
            await Task.Delay(Random.Shared.Next(15), cancellationToken);
        }

        await context.OnceAsync(new OnceEffect<string, ChaosEffect>(ChaosOutside.Kind, name, name, "", ChaosOutside.Timeout,
            (id, token) => outside.HaveAsync(id, context, name, node.Name, token)), cancellationToken);
        context.Note($"{execution} {ChaosWorkflow.Lines}");
        return name switch
        {
            "pause" when await context.LoadAsync<Paused>("paused", cancellationToken) is null => await PauseAsync(context, cancellationToken),
            "split" when context.Parameters<ChaosParameters>().WithChild => await SplitAsync(context, cancellationToken),
            _ => StepResult.Done(),
        };
    }

    private static async Task<StepResult> PauseAsync(StepContext context, CancellationToken cancellationToken)
    {
        await context.SaveAsync("paused", new Paused(), cancellationToken);
        return StepResult.Wait("a moment", DateTimeOffset.UtcNow.AddMilliseconds(Random.Shared.Next(400)));
    }

    private static async Task<StepResult> SplitAsync(StepContext context, CancellationToken cancellationToken)
    {
        await context.SubmitAsync([ChaosWorkflow.Request($"child of {context.RunNumber}", withChild: false) with { RequestKey = $"child:{context.RunId}" }], cancellationToken);
        return (await context.ChildrenAsync(cancellationToken)).Keys.All(s => s.IsFinal()) ? StepResult.Done() : StepResult.WaitForRuns("its child");
    }

    private sealed record Paused;
}

/// <summary>Calls the witness.</summary>
internal sealed class ChaosOutside(string witness) : IIntentKind, IDisposable
{
    public const string Kind = "chaos-effect";
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient _client = new() { BaseAddress = new Uri(witness), Timeout = Timeout };

    public string Name => Kind;

    public void Dispose() => _client.Dispose();

    // Patient, as a client of a real system is: a call without an answer in time is made again under the same id, guarded again.
    public async Task<ChaosEffect> HaveAsync(Guid id, StepContext context, string step, string node, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var reply = await _client.PutAsync($"/effects/{id}?run={context.RunId}&step={step}&node={node}", content: null, cancellationToken);
                return (await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ChaosEffect>(cancellationToken))!;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await context.GuardAsync(Timeout, cancellationToken);
            }
        }
    }

    public async Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var reply = await _client.GetAsync($"/effects/{intent.Id}", cancellationToken);
                return reply.StatusCode == HttpStatusCode.NotFound ? null : RunParameters.Write((await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ChaosEffect>(cancellationToken))!);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // No answer in time; asking changes nothing, so it is asked again.
            }
        }
    }
}
