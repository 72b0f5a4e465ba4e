using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Portal.Jobs.Outside.Slurm;

/// <summary>What is asked of a cluster: submit, find, show, cancel. Accounting (sacct) is not needed.</summary>
public sealed partial class SlurmClient(SlurmProcess slurm, IOptions<SlurmOptions> options)
{
    private const string Separator = "|";

    /// <param name="output">Where the job's output goes; %j in it is the job's number.</param>
    /// <returns>The job's number.</returns>
    /// <exception cref="SlurmException">Slurm does not take it, or cannot be reached.</exception>
    public async Task<string> SubmitAsync(string name, string comment, string folder, string output, string script, CancellationToken cancellationToken)
    {
        var set = options.Value;
        List<string> arguments = ["--parsable", $"--job-name={name}", $"--comment={comment}", $"--chdir={folder}", $"--output={output}", "--open-mode=append", "--no-requeue"];
        arguments.AddRange(set.Partition is { Length: > 0 } partition ? [$"--partition={partition}"] : []);
        arguments.AddRange(set.Account is { Length: > 0 } account ? [$"--account={account}"] : []);
        arguments.AddRange(set.TimeLimit is { Length: > 0 } limit ? [$"--time={limit}"] : []);
        var answer = (await slurm.RunAsync("sbatch", [.. arguments, .. set.Arguments], script, cancellationToken)).Trim();
        var id = answer.Split(';')[0]; // "12" or "12;cluster"
        return id.Length > 0 && id.All(char.IsAsciiDigit) ? id : throw new SlurmException(SlurmTrouble.Refused, $"sbatch answered “{answer}” instead of a job’s number.");
    }

    /// <summary>Jobs of this name that have not ended.</summary>
    /// <exception cref="SlurmException">Slurm cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<SlurmJob>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var lines = await slurm.RunAsync("squeue", ["--noheader", $"--name={name}", $"--format=%i{Separator}%T{Separator}%r{Separator}%j{Separator}%k"], "", cancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(Separator, 5))
            .Where(c => c.Length == 5).Select(c => new SlurmJob(c[0], c[3], c[4], c[1], c[2]))];
    }

    /// <returns>Null: the controller does not know it, or no longer.</returns>
    /// <exception cref="SlurmException">Slurm cannot be reached, or refuses.</exception>
    public async Task<SlurmJob?> ShowAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var line = await slurm.RunAsync("scontrol", ["show", "job", id, "--oneliner"], "", cancellationToken);
            var fields = Field().Matches(line).DistinctBy(m => m.Groups["name"].Value).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal);
            return new(id, fields.GetValueOrDefault("JobName", ""), fields.GetValueOrDefault("Comment"), fields.GetValueOrDefault("JobState", ""), fields.GetValueOrDefault("Reason"), fields.GetValueOrDefault("ExitCode"));
        }
        catch (SlurmException unknown) when (unknown.Trouble == SlurmTrouble.UnknownJob)
        {
            return null;
        }
    }

    /// <summary>Ends a job; one that has ended already is no error.</summary>
    /// <exception cref="SlurmException">Slurm cannot be reached, or refuses.</exception>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await slurm.RunAsync("scancel", [id], "", cancellationToken);
        }
        catch (SlurmException unknown) when (unknown.Trouble == SlurmTrouble.UnknownJob)
        {
            // Nothing is left to end.
        }
    }

    [GeneratedRegex(@"(?<=^|\s)(?<name>JobName|JobState|Reason|ExitCode|Comment)=(?<value>\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Field();
}
