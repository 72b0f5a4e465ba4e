using System.Text.RegularExpressions;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>One stream of a program: kept in a file up to a bound, its end in memory.</summary>
internal sealed class PipelineOutput(string file)
{
    private const long MostInFile = 50_000_000;
    private const int MostInTail = 8_000;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];
    private int _length;

    /// <summary>The latest line with something in it.</summary>
    public string? Last { get; private set; }

    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public async Task KeepAsync(StreamReader from)
    {
        await using var to = new StreamWriter(file);
        var written = 0L;
        while (await from.ReadLineAsync() is { } line)
        {
            written += line.Length + 1;
            if (written < MostInFile)
            {
                await to.WriteLineAsync(line);
            }

            Keep(line.Length <= MostInTail ? line : line[^MostInTail..]);
        }
    }

    private void Keep(string line)
    {
        lock (_lock)
        {
            Last = line.Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, WorkerMessage.LongestWords)] : Last;
            _lines.Enqueue(line);
            _length += line.Length + 1;
            while (_length > MostInTail && _lines.Count > 1)
            {
                _length -= _lines.Dequeue().Length + 1;
            }
        }
    }
}

/// <summary>What a failed program says of itself, in words; Nextflow names the process that failed.</summary>
internal static partial class PipelineFailure
{
    public static string Sentence(string program, int exitCode, PipelineOutput said, PipelineOutput complained)
    {
        var text = $"{said.Tail}\n{complained.Tail}";
        var sentence = $"The pipeline ({Path.GetFileName(program)}) ended with the exit status {exitCode}";
        return Process().Match(text) is { Success: true } process
            ? $"{sentence}: the process {process.Groups["name"].Value} failed{(Status().Match(text) is { Success: true } status ? $" with the exit status {status.Groups["status"].Value}" : "")}."
            : $"{sentence}.";
    }

    public static string Tails(PipelineOutput said, PipelineOutput complained) => $"stdout:\n{said.Tail}\n\nstderr:\n{complained.Tail}";

    [GeneratedRegex("Error executing process > '(?<name>[^'\n]{1,300})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Process();

    [GeneratedRegex(@"Command exit status:\s*(?<status>\d{1,9})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Status();
}
