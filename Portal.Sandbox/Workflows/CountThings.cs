using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Counts at a pace; remembers now and then how far it is, so that whoever goes on does not begin again.</summary>
internal sealed class CountThings(TimeProvider clock) : IStep
{
    private const string Counted = "counted";
    private const int RememberSeconds = 5;
    private const int RememberAtMost = 1_000;

    public string Name => "count";

    public string Title => "Count things";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var wish = context.Parameters<DemoParameters>();
        var (total, pace) = (wish.Things(), wish.Pace());
        var before = (await context.LoadAsync<Tally>(Counted, cancellationToken))?.Number ?? 0;
        var remember = pace == 0 ? RememberAtMost : Math.Min(RememberAtMost, pace * RememberSeconds);
        var start = clock.GetTimestamp();
        context.Progress(before, total, "things");
        for (var number = before + 1; number <= total; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pace > 0 && TimeSpan.FromSeconds((number - before) / (double)pace) - clock.GetElapsedTime(start) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, cancellationToken);
            }

            Say(context, wish, number);
            context.Progress(number, total, "things");
            var fails = wish.FailsAt(DemoParameters.WhenCounting, number, total, context.Attempt);
            if (fails || number % remember == 0)
            {
                await context.SaveAsync(Counted, new Tally(number), cancellationToken);
            }

            if (fails)
            {
                throw new StepFailedException($"Counting stopped at thing {number} of {total}, as was asked for. Press Retry to go on from there.");
            }
        }

        return StepResult.Done($"{total:N0} things");
    }

    private static void Say(StepContext context, DemoParameters wish, int number)
    {
        if (wish.WarnEvery is { } every and > 0 && number % every == 0)
        {
            context.Warn($"Thing {number} looks odd");
        }
        else
        {
            context.Note($"Thing {number}");
        }
    }

    internal sealed record Tally(int Number);
}
