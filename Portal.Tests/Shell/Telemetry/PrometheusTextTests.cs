using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Portal.Shell.Telemetry;

namespace Portal.Tests.Shell.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new($"test.{Guid.NewGuid():N}");

    [Fact]
    public void A_counter_ends_in_total_and_its_labels_are_escaped()
    {
        var counter = _meter.CreateCounter<long>("portal.things", description: "Things\nof \\ all kinds");

        var text = Read(() =>
        {
            counter.Add(2, new KeyValuePair<string, object?>("what.kind", "a \"b\" \\ c\nd"));
            counter.Add(3, new KeyValuePair<string, object?>("what.kind", "a \"b\" \\ c\nd"));
        });

        text.ShouldBe("""
            # HELP portal_things_total Things\nof \\ all kinds
            # TYPE portal_things_total counter
            portal_things_total{what_kind="a \"b\" \\ c\nd"} 5

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_histogram_in_seconds_says_so_and_its_buckets_add_up_to_its_count()
    {
        var histogram = _meter.CreateHistogram("portal.wait", "s", "Waits", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });

        var text = Read(() =>
        {
            histogram.Record(0.25, new KeyValuePair<string, object?>("of", "x"));
            histogram.Record(0.75, new KeyValuePair<string, object?>("of", "x"));
            histogram.Record(7, new KeyValuePair<string, object?>("of", "x"));
        });

        text.ShouldBe("""
            # HELP portal_wait_seconds Waits
            # TYPE portal_wait_seconds histogram
            portal_wait_seconds_bucket{of="x",le="0.5"} 1
            portal_wait_seconds_bucket{of="x",le="1"} 2
            portal_wait_seconds_bucket{of="x",le="+Inf"} 3
            portal_wait_seconds_sum{of="x"} 8
            portal_wait_seconds_count{of="x"} 3

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_goes_up_and_down_is_a_gauge_and_names_are_made_of_allowed_letters()
    {
        var open = _meter.CreateUpDownCounter<int>("db.client-connections", "By", "Open");
        _meter.CreateObservableGauge("how.far", () => new Measurement<double>(double.NaN, new KeyValuePair<string, object?>("1st-way", true)));

        var text = Read(() => open.Add(-4));

        text.ShouldBe("""
            # HELP db_client_connections_bytes Open
            # TYPE db_client_connections_bytes gauge
            db_client_connections_bytes -4
            # HELP how_far 
            # TYPE how_far gauge
            how_far{_1st_way="true"} NaN

            """.ReplaceLineEndings("\n"));
    }

    public void Dispose() => _meter.Dispose();

    private string Read(Action measure)
    {
        using var exporter = new PrometheusExporter();
        using var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(reader).Build();
        measure();
        return exporter.Read();
    }
}
