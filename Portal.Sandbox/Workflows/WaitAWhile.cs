using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Lets go of the node until a moment; running again before it only waits on.</summary>
internal sealed class WaitAWhile(TimeProvider clock) : IStep
{
    private const string Until = "wait-until";

    public string Name => "wait";

    public string Title => "Wait a while";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Parameters<DemoParameters>().WaitSeconds is not { } seconds || seconds == 0)
        {
            return StepResult.Done("not asked for");
        }

        var moment = await context.LoadAsync<Moment>(Until, cancellationToken);
        if (moment is null)
        {
            moment = new Moment(clock.GetUtcNow().AddSeconds(seconds));
            await context.SaveAsync(Until, moment, cancellationToken);
        }

        return clock.GetUtcNow() < moment.At ? StepResult.Wait($"{seconds:N0} seconds to pass", moment.At) : StepResult.Done($"waited {seconds:N0} s");
    }

    internal sealed record Moment(DateTimeOffset At);
}
