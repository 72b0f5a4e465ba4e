namespace Portal.CommandLine;

/// <summary>Ends a verb: the sentence goes to standard error, the code to the shell.</summary>
public sealed class CommandException(int exitCode, string message, Exception? innerException = null, string? rule = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The portal's rule that refused it, where it was one.</summary>
    public string? Rule { get; } = rule;
}
