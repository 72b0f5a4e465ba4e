using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.CommandLine.Doctor;
using Portal.Shell.Demo;
using Portal.Tests.Shell.Database;
using Shouldly;
using Xunit;

namespace Portal.Tests.CommandLine.Doctor;

public sealed class DoctorVerbTests
{
    [Fact]
    public async Task Every_setting_is_shown_with_its_source_and_secrets_are_masked()
    {
        Environment.SetEnvironmentVariable("DOCTORTEST_S3__SecretKey", "hush");
        await using var portal = await FakePortal.StartAsync(_ => { });

        await portal.RunAsync([Verb(portal, [])], "doctor", "--S3:Region=eu-1");

        var lines = portal.Out.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        lines.ShouldContain("S3:SecretKey environment ********");
        lines.ShouldContain("S3:Region command line eu-1");
        lines.ShouldContain("S3:ServiceUrl companion http://127.0.0.1:9");
        lines.ShouldContain("Storage:Path default files in the data folder");
        lines.ShouldContain("ConnectionStrings:Portal companion Host=db;Username=********;Password=********");
        lines.ShouldContain("GwoManifests:AllowedBuckets companion a-*, b-*");
        lines.ShouldContain("GwoManifests:DataServiceUrl default (not set)");
        portal.Out.ShouldNotContain("hush");
    }

    [Fact]
    public async Task A_probe_that_fails_or_breaks_is_a_problem_and_hides_no_other()
    {
        await using var portal = await FakePortal.StartAsync(_ => { });

        var code = await portal.RunAsync([Verb(portal, [
            new FakeProbe("S3", () => throw new InvalidOperationException("broken")),
            new FakeProbe("Data Service", () => ProbeResult.Works("It answers.")),
        ])], "doctor");

        code.ShouldBe(1);
        portal.Out.ShouldContain("FAILS    S3: InvalidOperationException: broken");
        portal.Out.ShouldContain("ok       Data Service: It answers.");
    }

    [Fact]
    public async Task What_is_not_configured_is_no_problem()
    {
        await using var portal = await FakePortal.StartAsync(_ => { });

        (await portal.RunAsync([Verb(portal, [new FakeProbe("S3", () => ProbeResult.NotConfigured("S3:ServiceUrl is not set."))])], "doctor")).ShouldBe(0);

        portal.Out.ShouldContain("not set  S3: S3:ServiceUrl is not set.");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_fails_with_the_key_to_check()
    {
        var result = await new DatabaseProbe(_ => Task.FromResult<string?>("Host=127.0.0.1;Port=1;Timeout=2")).ProbeAsync(CancellationToken.None);

        result.Outcome.ShouldBe(ProbeOutcome.Fails);
        result.Sentence.ShouldContain("Check ConnectionStrings:Portal.");
    }

    private static DoctorVerb Verb(FakePortal portal, IReadOnlyList<IDoctorProbe> probes) => new(args =>
    {
        var companion = new CompanionConfiguration(new Dictionary<string, string>
        {
            ["S3:ServiceUrl"] = "http://127.0.0.1:9",
            ["S3:Region"] = "from the companion",
            ["ConnectionStrings:Portal"] = "Host=db;Username=me;Password=hush",
            ["GwoManifests:AllowedBuckets:0"] = "a-*",
            ["GwoManifests:AllowedBuckets:1"] = "b-*",
        });
        IConfiguration configuration = new ConfigurationBuilder().Add(companion).AddEnvironmentVariables("DOCTORTEST_").AddCommandLine(args).Build();
        var services = new ServiceCollection().AddSingleton(configuration);
        foreach (var setting in (DoctorSetting[])[
            new("S3:ServiceUrl"), new("S3:Region"), new("S3:SecretKey", Secret: true), new("Storage:Path", "files in the data folder"),
            new("ConnectionStrings:Portal"), new("GwoManifests:AllowedBuckets"), new("GwoManifests:DataServiceUrl")])
        {
            services.AddSingleton(setting);
        }
        foreach (var probe in probes)
        {
            services.AddSingleton(probe);
        }
        return services.BuildServiceProvider();
    }, portal.Console());

    private sealed class FakeProbe(string name, Func<ProbeResult> result) : IDoctorProbe
    {
        public string Name => name;

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(result());
    }
}
