using System.Net;
using System.Text.RegularExpressions;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Telemetry;

/// <summary>Figures belong to the process: while these tests look at them, no other portal may be in it.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(AloneInTheProcess))]
public sealed partial class MetricsTests(TestDatabase database)
{
    [Fact]
    public async Task Every_line_is_one_prometheus_can_read_and_no_series_comes_twice()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = server.Anonymous();
        await server.UntilReadyAsync();

        using var reply = await client.GetAsync("/metrics");

        reply.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var lines = (await reply.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        lines.ShouldAllBe(l => Line().IsMatch(l));
        lines.Where(l => l[0] != '#').Select(l => l[..l.LastIndexOf(' ')]).ShouldBeUnique();
        lines.Where(l => l[0] == '#').ShouldBeUnique();
        lines.ShouldContain(l => l.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal));
        lines.ShouldContain("# TYPE portal_runs gauge");
    }

    [Theory]
    [InlineData("Loopback", HttpStatusCode.OK)]
    [InlineData("Everybody", HttpStatusCode.OK)]
    [InlineData("Nobody", HttpStatusCode.Unauthorized)]
    public async Task Without_signing_in_they_are_read_by_whom_the_setting_names_and_with_a_key_always(string readers, HttpStatusCode anonymous)
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["Metrics:Anonymous"] = readers });

        (await server.Anonymous().GetAsync("/metrics")).StatusCode.ShouldBe(anonymous);
        (await (await server.ClientAsync(Role.Viewer)).GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_comes_through_a_proxy_from_elsewhere_is_not_taken_for_this_machine()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_][a-zA-Z0-9_]* .*|[a-zA-Z_][a-zA-Z0-9_]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)+\})? [-+0-9.eEInfNa]+)$""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Line();
}
