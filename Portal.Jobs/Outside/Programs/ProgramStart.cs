using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Portal.Jobs.Outside.Programs;

/// <summary>How a call is started: bound to the portal's life, and to a file, by programs every Linux has.</summary>
internal static class ProgramStart
{
    private const int NoSuchFile = 2;

    /// <exception cref="Win32Exception">There is no such program here.</exception>
    public static ProcessStartInfo Of(ProgramCall call)
    {
        IReadOnlyList<string> words = [Find(call.Program) ?? throw new Win32Exception(NoSuchFile), .. call.Arguments];
        if (call.DiesWithPortal)
        {
            words = ProgramGuard.Of(words, call.WhenPortalDies);
        }

        if (call.Holds is { } file)
        {
            words = ["flock", "--no-fork", "--exclusive", "--nonblock", "--conflict-exit-code", $"{ProgramEnd.HeldElsewhere}", file, .. words];
        }

        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = call.Folder ?? "",
        };
        if (call.Inherits is { } inherited)
        {
            start.Environment.Clear();
            foreach (var name in inherited)
            {
                start.Environment[name] = Environment.GetEnvironmentVariable(name);
            }
        }

        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        foreach (var name in start.Environment.Where(v => v.Value is null).Select(v => v.Key).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? program : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
}

/// <summary>
/// Starts processes on one thread that lives as long as the portal: what a program dies with is not the process that started it but the
/// thread, and those of a pool come and go.
/// </summary>
internal static class StartingThread
{
    private static readonly Lazy<BlockingCollection<Action>> Wanted = new(Begin);

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Wanted.Value.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> Begin()
    {
        var wanted = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in wanted.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "starts programs" }.Start();
        return wanted;
    }
}
