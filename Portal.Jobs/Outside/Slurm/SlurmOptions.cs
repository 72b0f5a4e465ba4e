using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.Outside.Slurm;

/// <summary>Section <c>TaxonFetches:Slurm</c>: the cluster whose jobs are workers, where <c>TaxonFetches:Farm</c> is slurm.</summary>
public sealed class SlurmOptions : IValidatableObject
{
    public const string Section = "TaxonFetches:Slurm";

    public string? Partition { get; set; }

    public string? Account { get; set; }

    /// <summary>As sbatch takes it: 12:00:00, 2-00:00:00. Unset: the partition's.</summary>
    public string? TimeLimit { get; set; }

    /// <summary>More arguments of sbatch: --mem=4G, --constraint=fast.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Which slurm.conf; unset: Slurm's own way to find it.</summary>
    public string? Config { get; set; }

    /// <summary>Folder with sbatch, squeue, scontrol and scancel; unset: they are on the PATH.</summary>
    public string? Programs { get; set; }

    /// <summary>The .NET host as the nodes of the cluster know it.</summary>
    public string Dotnet { get; set; } = "dotnet";

    /// <summary>Portal.dll as the nodes of the cluster see it; unset: where it lies here.</summary>
    public string? Portal { get; set; }

    /// <summary>Longest time of one call.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cancelled job may take to end.</summary>
    public TimeSpan EndTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, path) in new[] { (nameof(Config), Config), (nameof(Programs), Programs), (nameof(Portal), Portal) })
        {
            if (!string.IsNullOrEmpty(path) && !Path.IsPathFullyQualified(path))
            {
                yield return new($"{Section}:{name} must be a whole path; it is “{path}”.");
            }
        }

        foreach (var (name, time) in new[] { (nameof(CallTimeout), CallTimeout), (nameof(EndTimeout), EndTimeout) })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return new($"{Section}:{name} must be longer than nothing; it is {time}.");
            }
        }
    }
}
