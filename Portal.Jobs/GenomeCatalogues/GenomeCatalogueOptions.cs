using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Section <c>GenomeCatalogues</c>. Every message names its key.</summary>
public sealed class GenomeCatalogueOptions : IValidatableObject
{
    public const string Section = "GenomeCatalogues";

    public const string ResultsRootKey = $"{Section}:{nameof(ResultsRoot)}";

    /// <summary>The folder below which all results lie; nothing outside it is ever read. Every node sees the same.</summary>
    public string? ResultsRoot { get; set; }

    /// <summary>Largest JSON of a genome or of a catalogue's summary, in bytes.</summary>
    public long MaxJsonBytes { get; set; } = 5_000_000;

    /// <summary>Largest annotation table or tree, in bytes.</summary>
    public long MaxTableBytes { get; set; } = 50_000_000;

    /// <summary>Days for which the rows of a scan or of a failed import stay, to look at its report or to retry it.</summary>
    public int KeepUnusedDays { get; set; } = 14;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(ResultsRoot) && !Path.IsPathFullyQualified(ResultsRoot))
        {
            yield return new($"{ResultsRootKey} must be a whole path, such as /data/results; it is “{ResultsRoot}”.");
        }

        if (MaxJsonBytes < 1_000 || MaxTableBytes < 1_000)
        {
            yield return new($"{Section}:{nameof(MaxJsonBytes)} and {nameof(MaxTableBytes)} must be at least 1000; they are {MaxJsonBytes} and {MaxTableBytes}.");
        }

        if (KeepUnusedDays is < 1 or > 36_500)
        {
            yield return new($"{Section}:{nameof(KeepUnusedDays)} must be between 1 and 36500; it is {KeepUnusedDays}.");
        }
    }
}
