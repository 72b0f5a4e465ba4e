using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Telemetry;

[Collection(nameof(AloneInTheProcess))]
public sealed class OtlpTests(TestDatabase database)
{
    [Fact]
    public async Task Where_an_address_is_given_traces_and_figures_are_sent_there_at_the_latest_when_the_portal_stops()
    {
        var received = new ConcurrentDictionary<string, long>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, body.Length, (_, before) => before + body.Length);
        });
        await collector.StartAsync();

        await using (var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }))
        {
            (await server.Anonymous().GetAsync("/health/live")).EnsureSuccessStatusCode();
        }

        received.Keys.ShouldBe(["metrics", "traces"], ignoreOrder: true);
        received.Values.ShouldAllBe(bytes => bytes > 0);
    }
}
