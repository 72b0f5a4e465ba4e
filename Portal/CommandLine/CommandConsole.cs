using System.Text;

namespace Portal.CommandLine;

/// <summary>What a verb talks to: results on Out, everything else on Error, settings from the environment.</summary>
/// <param name="Interactive">A person watches: progress may be redrawn.</param>
public sealed record CommandConsole(TextWriter Out, TextWriter Error, TextReader In, bool Interactive, Func<string, string?> Variable)
{
    public static CommandConsole System { get; } = new(
        Console.Out, Console.Error, Console.In, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    /// <summary>One line that nobody may see: typed without an echo at a terminal, or piped in. Null: nothing was given.</summary>
    public async Task<string?> ReadSecretAsync(CancellationToken cancellationToken)
    {
        if (In != Console.In || Console.IsInputRedirected)
        {
            return (await In.ReadLineAsync(cancellationToken))?.TrimEnd('\r');
        }

        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        await Error.WriteLineAsync();
        return typed.ToString();
    }
}
