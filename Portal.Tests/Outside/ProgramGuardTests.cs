using System.Diagnostics;
using System.Globalization;
using Portal.Jobs.Outside.Programs;
using Portal.Tests.Support;

namespace Portal.Tests.Outside;

/// <summary>What the portal starts does not outlive it. Here a shell is the portal, since it has to be killed.</summary>
public sealed class ProgramGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task When_the_portal_is_killed_the_program_goes_with_everybody_it_started_and_what_it_left_elsewhere_is_seen_to()
    {
        // A parent that waits for its child, as the import's client waits for the one that does the work, and holds the order's file.
        var held = At("held");
        var call = new ProgramCall("sh", ["-c", $"sleep 600 9>&- & echo $! > '{At("child.new")}'; mv '{At("child.new")}' '{At("child")}'; wait"]) { DiesWithPortal = true, WhenPortalDies = ["touch", At("it's seen to")], Holds = held };
        using var portal = Portal(call);
        await Eventually.IsAsync(() => Task.FromResult(File.Exists(At("child"))), "the child to run");
        var child = File.ReadAllText(At("child")).Trim();
        IsAlive(child).ShouldBeTrue();

        portal.Kill();

        await Eventually.IsAsync(async () => !(await ProgramRun.RunAsync(new("true", []) { Holds = held }, CancellationToken.None)).IsHeldElsewhere, "the file to be free");
        IsAlive(child).ShouldBeFalse(); // nobody else has the file before all of them are gone
        File.Exists(At("it's seen to")).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_a_program_leaves_behind_goes_when_it_ends_and_its_exit_code_is_told()
    {
        var end = await ProgramRun.RunAsync(new("sh", ["-c", "sleep 600 >/dev/null 2>&1 & echo $!; exit 5"]) { DiesWithPortal = true, WhenPortalDies = ["touch", At("seen to")] }, CancellationToken.None);

        end.Code.ShouldBe(5);
        await Eventually.IsAsync(() => Task.FromResult(!IsAlive(end.Output.Trim())), "the child to be gone");
        File.Exists(At("seen to")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wish_to_end_reaches_the_program_which_may_finish()
    {
        using var stop = new CancellationTokenSource();
        var run = ProgramRun.RunAsync(new("sh", ["-c", $"trap 'touch \"{At("finished")}\"; exit 0' TERM; touch '{At("began")}'; sleep 600 & wait"]) { DiesWithPortal = true, Politely = TimeSpan.FromMinutes(1) }, stop.Token);
        await Eventually.IsAsync(() => Task.FromResult(File.Exists(At("began"))), "it to begin");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        File.Exists(At("finished")).ShouldBeTrue();
    }

    // What the portal would start, by a shell that is the portal to it.
    private Process Portal(ProgramCall call)
    {
        var start = ProgramStart.Of(call);
        var me = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var words = start.ArgumentList.Prepend(start.FileName).Select(w => w == me ? "$$" : $"'{w.Replace("'", @"'\''", StringComparison.Ordinal)}'");
        File.WriteAllText(At("portal.sh"), $"{string.Join(' ', words)} &\nwait\n");
        return Process.Start(new ProcessStartInfo("sh", [At("portal.sh")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private static bool IsAlive(string process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
