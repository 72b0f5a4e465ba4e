using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.Outside.Slurm;

/// <summary>Starts Slurm's programs: an end after a while, and none of the portal's settings in the environment a job inherits.</summary>
public sealed class SlurmProcess(IOptions<SlurmOptions> options)
{
    private const int MostOutput = 64 * 1024 * 1024;

    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "DOTNET_ROOT", "SLURM_CONF", "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="SlurmException">It did not do it.</exception>
    public async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        var path = options.Value.Programs is { Length: > 0 } folder ? Path.Combine(folder, program) : program;
        try
        {
            var end = await ProgramRun.RunAsync(new(path, [.. arguments])
            {
                Input = Encoding.UTF8.GetBytes(input),
                Inherits = Inherited,
                Environment = options.Value.Config is { Length: > 0 } config ? new() { ["SLURM_CONF"] = config } : new Dictionary<string, string?>(),
                Within = options.Value.CallTimeout,
                MostKept = MostOutput,
            }, cancellationToken);
            return end.Code == 0 ? end.Output : throw SlurmException.Of(program, end.Code, end.Errors);
        }
        catch (TimeoutException slow)
        {
            throw new SlurmException(SlurmTrouble.NotReached, $"Slurm does not answer: {program} took longer than {options.Value.CallTimeout.TotalSeconds:0.#} seconds.", slow);
        }
        catch (Win32Exception e)
        {
            throw new SlurmException(SlurmTrouble.NotInstalled, $"{path} cannot be started: {e.Message}. Install Slurm’s client programs, or name their folder in {SlurmOptions.Section}:{nameof(SlurmOptions.Programs)}.", e);
        }
    }
}
