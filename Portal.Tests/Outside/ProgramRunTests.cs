using System.Text;
using Portal.Jobs.Outside.Programs;
using Portal.Tests.Support;

namespace Portal.Tests.Outside;

/// <summary>Programs of this machine, run to their end.</summary>
public sealed class ProgramRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_gets_its_arguments_as_they_are_its_input_and_only_what_it_may_know()
    {
        Environment.SetEnvironmentVariable("PORTAL_TESTED_SECRET", "secret");

        var end = await RunAsync(new("sh", ["-c", "cat; echo \"$1|$PORTAL_TESTED_SECRET|$GIVEN\"; echo why >&2; exit 3", "sh", "a b; $(rm)"])
        {
            Input = Encoding.UTF8.GetBytes("heard "),
            Inherits = ["PATH"],
            Environment = new Dictionary<string, string?> { ["GIVEN"] = "given" },
        });

        (end.Code, end.Output, end.Errors).ShouldBe((3, "heard a b; $(rm)||given\n", "why\n"));
    }

    [Fact]
    public async Task Of_a_long_story_the_end_is_kept_and_each_line_is_heard()
    {
        var heard = new List<string>();

        var end = await RunAsync(new("sh", ["-c", "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo line $i; done"]) { MostKept = 100, Hears = heard.Add });

        end.IsCut.ShouldBeTrue();
        end.Output.ShouldEndWith("line 999\nline 1000\n");
        end.Output.Length.ShouldBe(100);
        heard.Count.ShouldBe(1_000);
    }

    [Fact]
    public async Task Who_takes_too_long_is_ended_with_everybody_it_started()
    {
        await Should.ThrowAsync<TimeoutException>(() => RunAsync(new("sh", ["-c", "sleep 600 & echo $! > child; wait"]) { Folder = _folder.Path, Within = TimeSpan.FromSeconds(1), DiesWithPortal = true }));

        var child = File.ReadAllText(Path.Combine(_folder.Path, "child")).Trim();
        await Eventually.IsAsync(() => Task.FromResult(!Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z ")), "its child to be gone");
    }

    [Fact]
    public async Task A_file_is_held_by_one_program_at_a_time_and_the_other_is_not_run()
    {
        using var stop = new CancellationTokenSource();
        var held = Path.Combine(_folder.Path, "held");
        var first = RunAsync(new("sh", ["-c", "touch began; exec sleep 600"]) { Folder = _folder.Path, Holds = held }, stop.Token);
        await Eventually.IsAsync(() => Task.FromResult(File.Exists(Path.Combine(_folder.Path, "began"))), "the first to hold it");

        var second = await RunAsync(new("sh", ["-c", "touch ran"]) { Folder = _folder.Path, Holds = held });

        second.IsHeldElsewhere.ShouldBeTrue();
        File.Exists(Path.Combine(_folder.Path, "ran")).ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await RunAsync(new("true", []) { Holds = held })).Code.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_there_is_said_at_once() =>
        await Should.ThrowAsync<System.ComponentModel.Win32Exception>(() => RunAsync(new("no-such-program-anywhere", []) { DiesWithPortal = true }));

    private static Task<ProgramEnd> RunAsync(ProgramCall call, CancellationToken cancellationToken = default) => ProgramRun.RunAsync(call, cancellationToken);
}
