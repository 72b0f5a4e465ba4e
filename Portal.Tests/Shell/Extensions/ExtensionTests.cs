using Microsoft.Extensions.DependencyInjection;
using Portal.CommandLine.Doctor;
using Portal.Jobs.Runs;
using Portal.Sandbox;
using Portal.Shell.Hosting;
using Portal.Tests.Support;

namespace Portal.Tests.Shell.Extensions;

public sealed class ExtensionTests(TestDatabase database)
{
    [Fact]
    public async Task An_assembly_that_is_named_brings_its_workflows_and_the_doctor_tells_of_it()
    {
        await using var server = await StartAsync(typeof(SandboxHost).Assembly.Location);

        server.Get<WorkflowCatalogue>().Find("demo").ShouldNotBeNull().StartedByHand.ShouldBeTrue();
        var probe = server.Services.GetServices<IDoctorProbe>().Single(p => p.Name == "Extension Portal.Sandbox");
        (await probe.ProbeAsync(CancellationToken.None)).ShouldBe(ProbeResult.Works("Loaded by Extensions:0; it brings “demo”."));
    }

    [Fact]
    public async Task Without_one_there_is_only_what_the_portal_has_itself()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());

        server.Get<WorkflowCatalogue>().Find("demo").ShouldBeNull();
        server.Services.GetServices<IDoctorProbe>().ShouldNotContain(p => p.Name.StartsWith("Extension ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_does_not_exist_stops_the_start_with_a_sentence() =>
        (await SentenceAsync("/nowhere/Some.dll")).ShouldBe("Extensions:0 names /nowhere/Some.dll, which does not exist. Put the assembly there, or take the key out.");

    [Fact]
    public async Task A_file_that_is_no_assembly_stops_the_start_with_a_sentence()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "not an assembly");

        (await SentenceAsync(file)).ShouldBe($"Extensions:0 names {file}, which is not a .NET assembly. Name the .dll the project was built to.");
        File.Delete(file);
    }

    [Fact]
    public async Task An_assembly_without_an_extension_stops_the_start_with_a_sentence()
    {
        var file = typeof(Should).Assembly.Location;

        (await SentenceAsync(file)).ShouldBe($"Extensions:0 names {file}, in which no public class implements Portal.Jobs.Extensions.IPortalExtension.");
    }

    private async Task<string?> SentenceAsync(string file) => PortalHost.Sentence(await Should.ThrowAsync<Exception>(() => StartAsync(file)));

    private async Task<PortalServer> StartAsync(string file) =>
        await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?> { ["Extensions:0"] = file });
}
