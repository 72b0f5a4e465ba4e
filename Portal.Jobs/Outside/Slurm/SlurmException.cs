namespace Portal.Jobs.Outside.Slurm;

/// <summary>Why Slurm did not do what it was asked.</summary>
public enum SlurmTrouble
{
    /// <summary>The controller did not answer; it may have heard all the same, and will answer again.</summary>
    NotReached,

    /// <summary>It knows no such job, or no longer.</summary>
    UnknownJob,

    /// <summary>It says no, and would again.</summary>
    Refused,

    /// <summary>Its programs are not on this machine.</summary>
    NotInstalled,
}

/// <summary>Slurm did not do it; the sentence is for people.</summary>
public sealed class SlurmException(SlurmTrouble trouble, string sentence, Exception? cause = null) : IOException(sentence, cause)
{
    private static readonly string[] NotReached =
    [
        "Socket timed out", "Unable to contact slurm controller", "Communication connection failure", "Connection refused", "Slurm backup controller in standby mode",
        "Message receive failure", "Message send failure", "Zero Bytes were transmitted", "Slurm controller is not responding", "Slurm temporarily unable to accept job",
        "Protocol authentication error", "Connection reset by peer", "Resource temporarily unavailable", "Transport endpoint is not connected", "Insane message length",
    ];

    public SlurmTrouble Trouble { get; } = trouble;

    /// <summary>What a program of Slurm said on its error stream when it failed.</summary>
    public static SlurmException Of(string program, int exitCode, string said)
    {
        var trouble = said.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? SlurmTrouble.UnknownJob
            : NotReached.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase)) ? SlurmTrouble.NotReached
            : SlurmTrouble.Refused;
        var words = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => l.StartsWith($"{program}: error: ", StringComparison.Ordinal) ? l[$"{program}: error: ".Length..] : l).ToList();
        var sentence = words.Count == 0 ? $"{program} ended with exit code {exitCode} and said nothing." : string.Join(' ', words);
        return new(trouble, trouble == SlurmTrouble.NotReached ? $"Slurm does not answer: {sentence}" : $"Slurm refused: {sentence}");
    }
}
