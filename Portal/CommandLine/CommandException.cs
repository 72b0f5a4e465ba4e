namespace Portal.CommandLine;

/// <summary>Ends a verb: the sentence goes to standard error, the code to the shell.</summary>
public sealed class CommandException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
