using System.ComponentModel;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.Outside.Containers;

/// <summary>How containers are run on this machine.</summary>
/// <param name="Command">Words before its arguments: <c>podman</c>, <c>docker</c>.</param>
/// <param name="Tries">How often a mount that is busy is tried.</param>
/// <param name="RetryDelay">Before the second time; doubles.</param>
public sealed record ContainerPlace(IReadOnlyList<string> Command, TimeSpan Timeout, int Tries, TimeSpan RetryDelay)
{
    /// <summary>Containers are processes of whoever starts them, and nothing of them lives elsewhere.</summary>
    public bool Unpacks => Command.Any(w => Path.GetFileName(w) is "apptainer" or "singularity");
}

/// <summary>A container came to no good end; the sentence is for people.</summary>
public sealed class ContainerException(string sentence, Exception? cause = null) : IOException(sentence, cause);

/// <summary>
/// Runs one container to its end. Whoever stops waiting for it stops it; and since a container can outlive the program that started it, what
/// still has the folder mounted that only this work has is removed, also when the portal itself dies.
/// </summary>
public sealed class ContainerProgram(ContainerPlace place, TimeProvider clock)
{
    private const string Busy = "device or resource busy";
    private const int MostOutput = 1024 * 1024;
    private static readonly TimeSpan Politely = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Removing = TimeSpan.FromMinutes(1);

    public bool Unpacks => place.Unpacks;

    /// <param name="folder">A folder that nothing but this work mounts.</param>
    /// <param name="hears">Hears each line of either stream.</param>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="ContainerException">It failed, took too long, or cannot be run here.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, string folder, Action<string> hears, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var end = await OnceAsync(arguments, folder, hears, cancellationToken);
            if (end.Code == 0)
            {
                return end.Output;
            }

            if (!end.Errors.Contains(Busy, StringComparison.Ordinal) || attempt >= place.Tries)
            {
                throw new ContainerException($"The container ended with exit code {end.Code}{(LastLine(end) is { } said ? $": {said}" : " and said nothing.")}");
            }

            hears($"A folder is busy; it is tried again ({attempt} of {place.Tries - 1}).");
            await Task.Delay(place.RetryDelay * Math.Pow(2, attempt - 1), clock, cancellationToken);
        }
    }

    /// <summary>Removes what still runs with this folder mounted: of a node that died, or that did not end when it was asked to.</summary>
    /// <returns>Why something may still run; null: nothing does.</returns>
    public async Task<string?> RemoveAsync(string folder)
    {
        if (Remover(folder) is not [var program, .. var arguments])
        {
            return null;
        }

        try
        {
            var end = await ProgramRun.RunAsync(new(program, arguments) { Within = Removing, Environment = Secrets() }, CancellationToken.None);
            return end.Code == 0 ? null : $"Its container may still run and could not be removed: {LastLine(end) ?? $"exit code {end.Code}"}";
        }
        catch (TimeoutException)
        {
            return $"Its container may still run and could not be removed: “{place.Command[0]}” does not answer.";
        }
    }

    // Every program of this kind knows ps, its filter by what is mounted, and rm.
    private string[] Remover(string folder) => place.Unpacks ? []
        : ["sh", "-c", "left=$(\"$@\" ps --quiet --filter \"volume=$0\") || exit; [ -z \"$left\" ] || \"$@\" rm --force $left", folder, .. place.Command];

    private async Task<ProgramEnd> OnceAsync(IReadOnlyList<string> arguments, string folder, Action<string> hears, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgramRun.RunAsync(new(place.Command[0], [.. place.Command.Skip(1), .. arguments])
            {
                Within = place.Timeout,
                Politely = Politely,
                MostKept = MostOutput,
                DiesWithPortal = true,
                WhenPortalDies = Remover(folder),
                Hears = hears,
                Environment = Secrets(),
            }, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new ContainerException($"“{place.Command[0]}” cannot be started: {e.Message}. Install it on every node, or name another in ImagingOrders:ContainerCommand.", e);
        }
        catch (TimeoutException e)
        {
            throw new ContainerException($"The container was ended: it took longer than {place.Timeout}. {await RemoveAsync(folder)}".TrimEnd(), e);
        }
        catch (OperationCanceledException)
        {
            hears(await RemoveAsync(folder) ?? "Its container was ended.");
            throw;
        }
    }

    // What the portal is configured with is none of the program's business.
    private static Dictionary<string, string?> Secrets() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(n => n.Contains("__", StringComparison.Ordinal) || n.StartsWith("PORTAL_", StringComparison.OrdinalIgnoreCase)).ToDictionary(n => n, _ => (string?)null);

    private static string? LastLine(ProgramEnd end) => (end.Errors + "\n" + end.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : null;
}
