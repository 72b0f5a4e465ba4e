namespace Portal.Sandbox.Imaging.Omero;

/// <summary>A command line of OMERO's client, taken apart: its words, and its options with their values.</summary>
internal sealed class OmeroArguments
{
    private static readonly string[] Valued =
        ["-k", "-s", "-p", "-u", "-g", "-w", "-d", "-r", "--sudo", "--style", "--limit", "--offset", "--timeout", "--file", "--errs", "--output", "--depth", "--skip", "--parallel-upload", "--parallel-fileset",
            "--user-name", "--group-name", "--user-id", "--group-id", "--target", "--name"];

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public OmeroArguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (Valued.Contains(word))
            {
                _options[word] = ++i < arguments.Count ? arguments[i] : throw new FormatException($"argument {word}: expected one argument");
            }
            else if (word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                _options[word[..at]] = word[(at + 1)..];
            }
            else if (word.StartsWith('-') && word.Length > 1)
            {
                _options[word] = "";
            }
            else
            {
                Words.Add(word);
            }
        }
    }

    /// <summary>What is no option: command, verb, objects.</summary>
    public List<string> Words { get; } = [];

    /// <summary>The last one given counts.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);
}
