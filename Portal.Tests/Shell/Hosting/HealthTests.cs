using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.CommandLine.Doctor;
using Portal.Domain.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Hosting;

public sealed class HealthTests(TestDatabase database)
{
    [Fact]
    public async Task A_broken_neighbour_degrades_and_only_who_is_signed_in_learns_its_name()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: s => s.AddSingleton<IDoctorProbe>(new Broken()));
        using var stranger = server.Anonymous();
        await server.UntilReadyAsync();
        using var known = await server.ClientAsync(Role.Viewer);

        using var seen = await stranger.GetAsync("/health/ready");
        using var told = await known.GetAsync("/health/ready");

        (seen.StatusCode, await seen.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, """{"status":"Degraded","checks":null}"""));
        told.StatusCode.ShouldBe(HttpStatusCode.OK);
        var checks = (await told.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        checks["database"].GetProperty("status").GetString().ShouldBe("Healthy");
        checks["scheduler"].GetProperty("status").GetString().ShouldBe("Healthy");
        checks["outside systems"].GetProperty("sentence").GetString().ShouldNotBeNull().ShouldContain("Tape library");
        checks["outside systems"].GetProperty("found").GetProperty("Tape library").GetString().ShouldBe("The robot is stuck.");
    }

    [Fact]
    public async Task Without_its_database_a_node_lives_but_is_not_ready()
    {
        var connection = await database.CreateAsync();
        await using var server = await PortalServer.StartAsync(connection);
        using var client = server.Anonymous();
        await server.UntilReadyAsync();
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using var source = NpgsqlDataSource.Create(database.Server);

        await source.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS false").ExecuteNonQueryAsync();
        await source.CreateCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'").ExecuteNonQueryAsync();
        using var ready = await client.GetAsync("/health/ready");
        using var live = await client.GetAsync("/health/live");
        await source.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS true").ExecuteNonQueryAsync();

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private sealed class Broken : IDoctorProbe
    {
        public string Name => "Tape library";

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(ProbeResult.Fails("The robot is stuck."));
    }
}
