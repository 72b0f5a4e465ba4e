namespace Portal.CommandLine;

/// <summary>What a verb talks to: results on Out, everything else on Error, settings from the environment.</summary>
/// <param name="Interactive">A person watches: progress may be redrawn.</param>
public sealed record CommandConsole(TextWriter Out, TextWriter Error, TextReader In, bool Interactive, Func<string, string?> Variable)
{
    public static CommandConsole System { get; } = new(
        Console.Out, Console.Error, Console.In, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);
}
