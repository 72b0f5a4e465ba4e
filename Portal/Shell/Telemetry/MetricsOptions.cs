namespace Portal.Shell.Telemetry;

/// <summary>Who may read <c>/metrics</c> without signing in.</summary>
public enum MetricsReaders
{
    /// <summary>Only this machine.</summary>
    Loopback,
    Everybody,
    Nobody,
}

/// <summary>Section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    public MetricsReaders Anonymous { get; set; } = MetricsReaders.Loopback;
}
