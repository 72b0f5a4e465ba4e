using Portal.Shell.Hosting;

namespace Portal.CommandLine.Local;

/// <summary>This machine's installation, without starting it.</summary>
internal sealed class LocalPortal
{
    /// <summary>What the application for these arguments consists of.</summary>
    public static IServiceProvider Services(string[] serverArguments)
    {
        try
        {
            return PortalHost.Inspect(serverArguments).Services;
        }
        catch (Exception e) when (PortalHost.Sentence(e) is { } sentence)
        {
            throw new CommandException(ExitCode.Problems, sentence);
        }
    }

    /// <param name="serverArguments">As for <c>serve</c>: where its data and its database are.</param>
    public async Task<int> WithAsync(IReadOnlyList<string> serverArguments, Func<IServiceProvider, Task> work)
    {
        try
        {
            await using var app = PortalHost.Inspect([.. serverArguments]);
            if (string.IsNullOrWhiteSpace(app.Configuration[DatabaseServices.ConnectionKey]))
            {
                throw new CommandException(ExitCode.Problems,
                    $"{DatabaseServices.ConnectionKey} is not set, and no portal with its own database runs on this data folder. Set it, or name the folder with --data DIR while the portal runs.");
            }

            await work(app.Services);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is not CommandException && (PortalHost.Sentence(e) ?? (e is Domain.RuleException or Domain.Accounts.NotFoundException ? e.Message : null)) is { } sentence)
        {
            throw new CommandException(ExitCode.Problems, sentence);
        }
    }
}
