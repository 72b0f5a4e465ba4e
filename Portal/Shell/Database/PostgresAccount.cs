using System.ComponentModel;
using System.Diagnostics;

namespace Portal.Shell.Database;

internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>
/// As whom PostgreSQL's programs run. They refuse uid 0, so a portal started by root hands them to an unprivileged account.
/// </summary>
internal sealed record PostgresAccount(string Name, IReadOnlyList<string> Prefix)
{
    private static readonly TimeSpan QuickCommand = TimeSpan.FromSeconds(20);

    public static PostgresAccount Ourselves { get; } = new(Environment.UserName, []);

    /// <summary>The account a root portal gives a new cluster to.</summary>
    public static async Task<PostgresAccount> UnprivilegedAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["postgres", "nobody"])
        {
            var user = await Ourselves.RunAsync("id", ["-u", name], cancellationToken);
            var group = await Ourselves.RunAsync("id", ["-g", name], cancellationToken);
            if (user.ExitCode == 0 && group.ExitCode == 0)
            {
                return Numbered(name, user.Output.Trim(), group.Output.Trim());
            }
        }
        throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root and there is neither an account postgres nor nobody. Start the portal as an ordinary user.");
    }

    /// <summary>The account an existing cluster belongs to.</summary>
    public static async Task<PostgresAccount> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        var owner = await Ourselves.RunAsync("stat", ["-c", "%u %g", path], cancellationToken);
        return owner.Output.Trim().Split(' ') is [var user, var group] && owner.ExitCode == 0 && user != "0"
            ? Numbered($"uid {user}", user, group)
            : throw new EmbeddedPostgresException(
                $"The database folder {path} belongs to root, for whom PostgreSQL does not run. Give it to the account it was made for (chown -R).");
    }

    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        (await RunAsync("test", ["-x", folder], cancellationToken)).ExitCode == 0;

    public Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(program, arguments, input: "", QuickCommand, cancellationToken);

    public async Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var process = Start([.. Prefix, program, .. arguments]);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new CommandResult(ExitCode: -1, $"{program} did not answer within {timeout.TotalSeconds:0} seconds.");
        }
    }

    // setpriv comes with util-linux everywhere; runuser is not on every image and wants a name instead of a number.
    private static PostgresAccount Numbered(string name, string user, string group) =>
        new(name, ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"]);

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            // The account may not be able to enter the folder the portal was started in.
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new EmbeddedPostgresException(
                $"The program {command[0]} cannot be started ({missing.Message}). Install it, or configure ConnectionStrings:Portal.", missing);
        }
    }
}
