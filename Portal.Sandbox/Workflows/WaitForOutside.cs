using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Waits until a program tells the portal that something happened.</summary>
internal sealed class WaitForOutside : IStep
{
    public string Name => "outside-event";

    public string Title => "Wait for an outside event";

    /// <summary>What the program has to name: "demo:R-12".</summary>
    public static string KeyOf(long runNumber) => $"demo:R-{runNumber}";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!context.Parameters<DemoParameters>().WaitForEvent)
        {
            return StepResult.Done("not asked for");
        }

        var key = KeyOf(context.RunNumber);
        return await context.OutsideEventAsync<DemoEvent>(key, cancellationToken) is { } told
            ? StepResult.Done(told.Said ?? "it happened")
            : StepResult.WaitForEvent(key, $"a program to send POST /api/v1/outside-events/{key}", until: null);
    }
}

/// <summary>What the program may say with it.</summary>
internal sealed record DemoEvent(string? Said);
