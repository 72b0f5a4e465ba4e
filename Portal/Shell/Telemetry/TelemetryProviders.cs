using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Portal.Jobs.Runs;

namespace Portal.Shell.Telemetry;

/// <summary>Collects what this process measures: for <c>/metrics</c> always, and sent on over OTLP with the traces where an address is given.</summary>
internal sealed class TelemetryProviders(IConfiguration configuration, NodeIdentity node, RunTelemetry runs) : IHostedService, IDisposable
{
    /// <summary>OpenTelemetry's own key; it reads its further settings (<c>OTEL_*</c>) itself.</summary>
    public const string AddressKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
        [RunTelemetry.Name, "Microsoft.AspNetCore.*", "System.Runtime", "Npgsql"];

    private readonly PrometheusExporter _exporter = new();
    private BaseExportingMetricReader? _reader;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs); // its instruments exist from here on, also before anything has run
        _reader = new BaseExportingMetricReader(_exporter);
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(Configure).ConfigureResource(Describe).AddMeter(Meters).AddReader(_reader);
        if (Uri.TryCreate(configuration[AddressKey], UriKind.Absolute, out _))
        {
            metrics.AddOtlpExporter();
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Configure).ConfigureResource(Describe)
                .AddSource(RunTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql").AddOtlpExporter().Build();
        }

        _metrics = metrics.Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush();
        _metrics?.ForceFlush();
        return Task.CompletedTask;
    }

    /// <summary>As of now, in Prometheus' text.</summary>
    public string Read() => _exporter.Read();

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _reader?.Dispose();
        _exporter.Dispose();
    }

    // Its settings may come from wherever the portal's do, not from the environment alone.
    private void Configure(IServiceCollection services) => services.AddSingleton(configuration);

    private void Describe(ResourceBuilder resource) => resource.AddService("portal", serviceVersion: NodeIdentity.Version, serviceInstanceId: node.Id);
}
