using System.ComponentModel;
using System.Text;
using Portal.Jobs.Outside.Programs;

namespace Portal.Jobs.Outside.Rsync;

/// <summary>How rsync or ssh ended.</summary>
/// <param name="Errors">The end of what it said on standard error.</param>
public sealed record ChildEnd(int Code, string Errors);

/// <summary>Something over ssh did not work; the sentence is for people.</summary>
/// <param name="code">Of rsync or ssh; null: it could not even be started.</param>
public sealed class RsyncFailedException(string sentence, int? code, Exception? cause = null) : Exception(sentence, cause)
{
    public int? Code { get; } = code;
}

/// <summary>How often a broken line is tried again.</summary>
/// <param name="Delay">Before the first time; doubles, a minute at most.</param>
public sealed record RsyncPatience(int Retries, TimeSpan Delay);

/// <summary>Runs a program of this machine with arguments and input to its end.</summary>
public delegate Task<ChildEnd> RunProgram(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

/// <summary>Fetches and removes files of other machines with the system's own rsync and ssh.</summary>
/// <param name="run">How programs are run; null: as processes.</param>
public sealed class Ssh(RsyncPatience patience, TimeProvider clock, RunProgram? run = null)
{
    private const int LongestWords = 300;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Politely = TimeSpan.FromSeconds(5);
    private readonly RunProgram _run = run ?? RunAsync;

    /// <summary>Signs in and does nothing.</summary>
    /// <returns>The key the machine is known by from now on, or why it cannot be reached.</returns>
    public async Task<(string? HostKey, string Why)> MeetAsync(SshPlace place, CancellationToken cancellationToken)
    {
        using var session = new SshSession(place);
        var end = await RunAsync("ssh", ["-F", session.Config, SshSession.Host, "true"], "", place, cancellationToken);
        return end.Code == 0 ? (session.Learned(), "") : (null, LastLine(end.Errors));
    }

    /// <summary>Fetches exactly these files, and goes on with what broke off before. Removes nothing.</summary>
    /// <param name="files">Paths below <paramref name="remote"/>.</param>
    /// <exception cref="RsyncFailedException">It did not, also not when tried again.</exception>
    /// <exception cref="HostKeyChangedException">Somebody else answers.</exception>
    public async Task PullAsync(SshPlace place, string remote, IReadOnlyList<string> files, string into, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(into);
        using var session = new SshSession(place);
        string[] arguments = ["-a", "--partial", "--timeout=300", "--from0", "--files-from=-", "-e", $"ssh -F \"{session.Config}\"", $"{SshSession.Host}:{remote}/", into.TrimEnd('/') + "/"];
        var vanished = false;
        for (var attempt = 1; ; attempt++)
        {
            var end = await RunAsync("rsync", arguments, string.Join('\0', files), place, cancellationToken);
            switch (RsyncExit.Of(end.Code))
            {
                case RsyncVerdict.Whole:
                case RsyncVerdict.Vanished when vanished: // whether all is there is seen when each file is verified
                    return;
                case RsyncVerdict.Vanished:
                    vanished = true;
                    continue;
                case RsyncVerdict.Broken when attempt <= patience.Retries:
                    await Task.Delay(Delay(attempt), clock, cancellationToken);
                    continue;
                default:
                    throw Failed($"Fetching the files of {place.Name}", end);
            }
        }
    }

    /// <summary>Removes exactly these files there. Those that are gone already are no error.</summary>
    /// <inheritdoc cref="PullAsync"/>
    public async Task RemoveAsync(SshPlace place, string remote, IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        await PatientlyAsync(place, $"cd {remote} && xargs -0 rm -f --", string.Join('\0', files), $"Removing the collected files of {place.Name}", cancellationToken);

    /// <summary>Runs a command there that is written in this program; what is from outside goes to its standard input.</summary>
    /// <inheritdoc cref="PullAsync"/>
    public async Task PatientlyAsync(SshPlace place, string command, string input, string what, CancellationToken cancellationToken)
    {
        using var session = new SshSession(place);
        for (var attempt = 1; ; attempt++)
        {
            var end = await RunAsync("ssh", ["-F", session.Config, SshSession.Host, command], input, place, cancellationToken);
            if (end.Code == 0)
            {
                return;
            }

            if (end.Code != 255 || attempt > patience.Retries)
            {
                throw Failed(what, end);
            }

            await Task.Delay(Delay(attempt), clock, cancellationToken);
        }
    }

    private async Task<ChildEnd> RunAsync(string program, IReadOnlyList<string> arguments, string input, SshPlace place, CancellationToken cancellationToken)
    {
        try
        {
            var end = await _run(program, arguments, Encoding.UTF8.GetBytes(input), cancellationToken);
            return end.Code != 0 && place.HostKey is { } pinned && HostKeys.Shown(end.Errors) is { } shown
                ? throw new HostKeyChangedException(place.Name, HostKeys.Fingerprint(pinned), shown)
                : end;
        }
        catch (Win32Exception missing)
        {
            throw new RsyncFailedException($"{program} cannot be started on this machine ({missing.Message}). Install rsync and openssh-client on every node.", code: null, missing);
        }
    }

    // Asked politely first: rsync keeps what it has of a file only when it is. In plain English, because its words are read.
    private static async Task<ChildEnd> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var end = await ProgramRun.RunAsync(new(program, arguments) { Input = input, Politely = Politely, Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["SSH_AUTH_SOCK"] = null } }, cancellationToken);
        return new(end.Code, end.Errors);
    }

    private TimeSpan Delay(int attempt) => patience.Delay * Math.Pow(2, attempt - 1) is var delay && delay < LongestDelay ? delay : LongestDelay;

    private static RsyncFailedException Failed(string what, ChildEnd end) =>
        new($"{what} failed: {RsyncExit.Words(end.Code)} (exit code {end.Code}{(LastLine(end.Errors) is { Length: > 0 } said ? $": {said}" : "")}). Everything stays where it is.", end.Code);

    private static string LastLine(string errors)
    {
        var line = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(l => !l.StartsWith("Warning: Permanently added", StringComparison.Ordinal)) ?? "";
        return line.Length <= LongestWords ? line : line[..LongestWords] + "…";
    }
}
