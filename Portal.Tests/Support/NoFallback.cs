namespace Portal.Tests.Support;

/// <summary>Every fallback an hour away, so that only the mechanism itself can make a test pass.</summary>
public static class NoFallback
{
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Runs:Sweep"] = "01:00:00",
        ["Runs:IntentSweep"] = "01:00:00",
        ["Runs:IdleWait"] = "01:00:00",
        ["Runs:ListenerPing"] = "01:00:00",
        ["Runs:Heartbeat"] = "01:00:00",
        ["Runs:Lease"] = "02:00:00",
    };
}
