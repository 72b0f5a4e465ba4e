using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portal.Jobs.Outside.Rsync;

/// <summary>How a program of this machine ended.</summary>
/// <param name="Errors">The end of what it said on standard error.</param>
public sealed record ChildEnd(int Code, string Errors);

/// <summary>Runs a program with arguments that no shell ever reads.</summary>
internal static class ChildProcess
{
    private const int Terminate = 15;
    private const int LongestErrors = 8_192;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="Win32Exception">There is no such program here.</exception>
    public static async Task<ChildEnd> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C"; // its words are read
        start.Environment.Remove("SSH_AUTH_SOCK");
        using var process = Process.Start(start)!;
        var errors = TailAsync(process.StandardError);
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await SayAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await output;
            return new ChildEnd(process.ExitCode, await errors);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }
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

    // Asked politely first: rsync keeps what it has of a file only when it is.
    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, Terminate);
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> TailAsync(StreamReader reader)
    {
        var (kept, buffer) = ("", new char[2_048]);
        while (await reader.ReadAsync(buffer) is > 0 and var read)
        {
            kept += new string(buffer, 0, read);
            kept = kept.Length > LongestErrors ? kept[^LongestErrors..] : kept;
        }

        return kept;
    }

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
