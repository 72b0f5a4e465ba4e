using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Portal.Shell.Telemetry;

/// <summary>Hands what was collected to whoever asked, as Prometheus' text.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    private readonly Lock _one = new();
    private string _text = "";

    /// <summary>Collects now.</summary>
    public string Read(MetricReader reader)
    {
        lock (_one)
        {
            _text = "";
            reader.Collect();
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
