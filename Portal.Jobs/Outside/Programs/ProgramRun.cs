using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portal.Jobs.Outside.Programs;

/// <summary>Runs a program to its end, and leaves nothing of it behind when nobody waits for it any more.</summary>
public static class ProgramRun
{
    private const int Terminate = 15;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <exception cref="Win32Exception">There is no such program here.</exception>
    /// <exception cref="TimeoutException">It took longer than it may, and was ended.</exception>
    public static async Task<ProgramEnd> RunAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(call.Within ?? Timeout.InfiniteTimeSpan);
        using var process = await StartingThread.StartAsync(ProgramStart.Of(call));
        var (said, complained) = (new ProgramTail(call), new ProgramTail(call));
        var reading = Task.WhenAll(said.ReadAsync(process.StandardOutput), complained.ReadAsync(process.StandardError));
        try
        {
            await SayAsync(process, call.Input, patience.Token);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException slow)
        {
            await EndAsync(process, call);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{call.Program} took longer than {call.Within}.", slow);
        }

        // Whoever it left behind may hold its streams for ever.
        await reading.WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(process.ExitCode, said.Text, complained.Text) { IsHeldElsewhere = call.Holds is not null && process.ExitCode == ProgramEnd.HeldElsewhere, IsCut = said.IsCut };
    }

    private static async Task SayAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without listening; its exit code says why.
        }
    }

    private static async Task EndAsync(Process process, ProgramCall call)
    {
        await AskAsync(process, Terminate, call.Politely);
        await AskAsync(process, ProgramGuard.EndAll, call.DiesWithPortal ? LastWords : TimeSpan.Zero);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task AskAsync(Process process, int signal, TimeSpan patience)
    {
        if (patience > TimeSpan.Zero && !process.HasExited)
        {
            _ = Kill(process.Id, signal);
            using var slow = new CancellationTokenSource(patience);
            await process.WaitForExitAsync(slow.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
