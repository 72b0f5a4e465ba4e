using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Portal.Jobs.Outside.Slurm;

/// <summary>Starts Slurm's programs: no shell between, an end after a while, and none of the portal's settings in the environment a job inherits.</summary>
public sealed class SlurmProcess(IOptions<SlurmOptions> options)
{
    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "DOTNET_ROOT", "SLURM_CONF", "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="SlurmException">It did not do it.</exception>
    public async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.CallTimeout);
        using var process = Start(program, arguments);
        try
        {
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await WriteAsync(process, input, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? await said : throw SlurmException.Of(program, process.ExitCode, await complained);
        }
        catch (OperationCanceledException slow)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new SlurmException(SlurmTrouble.NotReached, $"Slurm does not answer: {program} took longer than {options.Value.CallTimeout.TotalSeconds:0.#} seconds.", slow);
        }
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var path = options.Value.Programs is { Length: > 0 } folder ? Path.Combine(folder, program) : program;
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        if (options.Value.Config is { Length: > 0 } config)
        {
            start.Environment["SLURM_CONF"] = config;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SlurmException(SlurmTrouble.NotInstalled, $"{path} cannot be started: {e.Message}. Install Slurm’s client programs, or name their folder in {SlurmOptions.Section}:{nameof(SlurmOptions.Programs)}.", e);
        }
    }

    // One that ended before it read everything says why on its error stream.
    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            await process.WaitForExitAsync(cancellationToken);
        }
    }
}
