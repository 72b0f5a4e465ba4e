using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Portal.Shell.Telemetry;

/// <summary>Hands what was collected to whoever asked, as Prometheus' text.</summary>
[ExportModes(ExportModes.Pull)]
public sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _one = new();
    private string _text = "";

    /// <summary>Set by the reader this exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects now.</summary>
    public string Read()
    {
        lock (_one)
        {
            _text = "";
            Collect?.Invoke(Timeout.Infinite);
            return _text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var metrics = new List<Metric>();
        foreach (var metric in batch)
        {
            metrics.Add(metric);
        }

        _text = PrometheusText.Of(metrics);
        return ExportResult.Success;
    }
}
