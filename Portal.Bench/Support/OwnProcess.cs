using System.Diagnostics;
using System.Text.Json;

namespace Portal.Bench;

/// <summary>Runs a part of the bench in a process of its own, so that its memory is its own. What it prints last is its answer.</summary>
internal static class OwnProcess
{
    public static async Task<T> RunAsync<T>(string verb, int rows, string connectionString, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), verb, rows.ToString(), connectionString]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The bench could not start itself once more.");
        var answer = await child.StandardOutput.ReadToEndAsync(cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        return child.ExitCode == 0 ? JsonSerializer.Deserialize<T>(answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!
            : throw new InvalidOperationException($"{verb} of {rows:N0} rows ended with code {child.ExitCode}.");
    }

    // `dotnet Portal.Bench.dll` and the program's own launcher are both ways to be here.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(OwnProcess).Assembly.Location] : [];
}
