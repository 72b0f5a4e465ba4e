using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Section <c>TaxonFetches</c>: a program every worker runs on the runs it was given.</summary>
public sealed partial class PipelineOptions : IValidatableObject
{
    /// <summary>Program and arguments; {runs}, {samplesheet}, {folder} and {taxon} are filled in. Empty: workers only fetch.</summary>
    public IList<string> PipelineCommand { get; } = [];

    /// <summary>The program fetches the files itself, to {folder}/RUN/FILE; the worker verifies them afterwards.</summary>
    public bool PipelineFetches { get; set; }

    public TimeSpan PipelineTimeout { get; set; } = TimeSpan.FromHours(24);

    public string Farm { get; set; } = LocalFarm.FarmName;

    public string? Collector { get; set; }

    internal bool IsSet => PipelineCommand.Count > 0;

    /// <summary>The order with the program in it.</summary>
    internal WorkerOrder AddTo(WorkerOrder order, long taxId) =>
        IsSet ? order with { Pipeline = new([.. PipelineCommand], PipelineFetches, PipelineTimeout, taxId) } : order;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PipelineFetches && !IsSet)
        {
            yield return new("TaxonFetches:PipelineFetches needs TaxonFetches:PipelineCommand.");
        }

        if (PipelineTimeout <= TimeSpan.Zero)
        {
            yield return new($"TaxonFetches:PipelineTimeout must be longer than nothing; it is {PipelineTimeout}.");
        }

        if (IsSet && Farm is not (LocalFarm.FarmName or SlurmFarm.FarmName))
        {
            yield return new($"TaxonFetches:PipelineCommand needs a farm whose files the portal sees: local or slurm, not {Farm}.");
        }

        if (IsSet && Collector == "outside")
        {
            yield return new("TaxonFetches:PipelineCommand needs TaxonFetches:Collector to be portal: what the program makes is collected by the portal only, and would be lost with its worker.");
        }

        foreach (var name in PipelineCommand.SelectMany(w => Placeholder().Matches(w)).Select(m => m.Value).Except(PipelineRun.Placeholders))
        {
            yield return new($"TaxonFetches:PipelineCommand has the placeholder {name}; there are {string.Join(", ", PipelineRun.Placeholders)}.");
        }
    }

    [GeneratedRegex(@"(?<!\$)\{\w+\}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Placeholder();
}
