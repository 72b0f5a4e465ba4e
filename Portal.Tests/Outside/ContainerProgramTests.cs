using System.Diagnostics;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Outside.Containers;
using Portal.Sandbox;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.Outside;

/// <summary>Conversions in containers that behave as they should, and otherwise; the stand-in's containers outlive what started them, as podman's do.</summary>
public sealed class ContainerProgramTests : IDisposable
{
    private static readonly PreprocessingRow Conversion = new(1, "lab/converter:1", "{Files}", "/data", "/out", []);
    private readonly TemporaryFolder _folder = new();

    private StandInFolder Heard => new(Path.Combine(_folder.Path, "stand-in"));

    private string Temporary => Path.Combine(_folder.Path, "temporary");

    private IReadOnlyList<string> Podman => ["dotnet", typeof(SandboxProgram).Assembly.Location, "podman", Heard.At("")];

    private IEnumerable<string> Running => Directory.Exists(Heard.At("containers")) ? Directory.EnumerateFiles(Heard.At("containers")) : [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_that_takes_too_long_is_ended_and_its_container_with_it()
    {
        var slow = await Should.ThrowAsync<ContainerException>(() => RunAsync("hang.lof", TimeSpan.FromSeconds(3)));

        slow.Message.ShouldBe("The container was ended: it took longer than 00:00:03.");
        Heard.Calls("podman").Select(c => c[0]).ShouldBe(["run", "ps", "rm"]);
        Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_nobody_waits_for_any_more_is_ended_and_its_container_with_it()
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync("hang.lof", TimeSpan.FromHours(1), stop.Token);
        await Eventually.IsAsync(() => Task.FromResult(Running.Any()), "the container to run");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_node_that_died_left_running_is_found_by_the_folder_it_has_and_nothing_else_is_touched()
    {
        using var left = Start("hang.lof", Temporary);
        using var other = Start("hang.lof", Path.Combine(_folder.Path, "somebody else’s"));
        await Eventually.IsAsync(() => Task.FromResult(Running.Count() == 2), "both containers to run");
        left.Kill();
        await left.WaitForExitAsync();
        Running.Count().ShouldBe(2);

        (await Program(TimeSpan.FromHours(1)).RemoveAsync(Temporary)).ShouldBeNull();

        Running.ShouldHaveSingleItem();
        other.HasExited.ShouldBeFalse();
        (await Program(TimeSpan.FromHours(1)).RemoveAsync(Path.Combine(_folder.Path, "somebody else’s"))).ShouldBeNull();
        await other.WaitForExitAsync();
    }

    [Fact]
    public async Task A_mount_that_is_busy_is_tried_again_and_what_fails_says_why()
    {
        (await RunAsync("busy.lof", TimeSpan.FromHours(1))).ShouldContain("busy.ome.tiff");
        Heard.Calls("podman").Count.ShouldBe(2);

        (await Should.ThrowAsync<ContainerException>(() => RunAsync("bad.lof", TimeSpan.FromHours(1)))).Message.ShouldBe("The container ended with exit code 2: Traceback: bad.lof is no file of this kind");
        (await Should.ThrowAsync<ContainerException>(() => new ContainerProgram(new(["no-such-podman"], TimeSpan.FromHours(1), 1, TimeSpan.Zero), TimeProvider.System).RunAsync([], Temporary, _ => { }, CancellationToken.None)))
            .Message.ShouldStartWith("“no-such-podman” cannot be started");
    }

    [Fact]
    public void Apptainer_gets_the_same_contract_in_its_own_words()
    {
        ContainerCommand.Of(Conversion with { Parameters = [new("image_uuid", "u1")] }, "/data/labA/a.lif", "/OMERO/OMERO_inplace/x", keepId: true, unpacked: true).ShouldBe(
            ["run", "--cleanenv", "--no-home", "--bind", "/data/labA:/data", "--bind", "/OMERO/OMERO_inplace/x:/out", "docker://docker.io/lab/converter:1",
                "--inputfile", "/data/a.lif", "--image_uuid", "u1", "--outputfolder", "/data/.processed", "--altoutputfolder", "/out"]);
        new ContainerPlace(["/usr/bin/apptainer"], default, 1, default).Unpacks.ShouldBeTrue();
        new ContainerPlace(["sudo", "docker"], default, 1, default).Unpacks.ShouldBeFalse();
    }

    private ContainerProgram Program(TimeSpan timeout) => new(new(Podman, timeout, Tries: 3, RetryDelay: TimeSpan.FromMilliseconds(1)), TimeProvider.System);

    private Task<string> RunAsync(string file, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        Program(timeout).RunAsync(ContainerCommand.Of(Conversion, Source(file), Temporary, keepId: false), Temporary, _ => { }, cancellationToken);

    private Process Start(string file, string temporary)
    {
        var command = ContainerCommand.Of(Conversion, Source(file), temporary, keepId: false);
        return Process.Start(new ProcessStartInfo(Podman[0], [.. Podman.Skip(1), .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
    }

    private string Source(string file)
    {
        Directory.CreateDirectory(Temporary);
        var path = Path.Combine(_folder.Path, "data", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "pixels");
        return path;
    }
}
