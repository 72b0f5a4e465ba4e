using System.ComponentModel.DataAnnotations;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Section <c>TaxonFetches</c>. Every message names its key.</summary>
public sealed class TaxonFetchOptions : IValidatableObject
{
    public const string Section = "TaxonFetches";
    public const string PortalUrlKey = $"{Section}:{nameof(EnaPortalUrl)}";
    public const string TaxonomyUrlKey = $"{Section}:{nameof(EnaTaxonomyUrl)}";
    public const string CollectToKey = $"{Section}:{nameof(CollectTo)}";

    /// <summary>Of ENA itself: https://www.ebi.ac.uk/ena/portal/api.</summary>
    public string? EnaPortalUrl { get; set; }

    /// <summary>Of ENA itself: https://www.ebi.ac.uk/ena/taxonomy/rest.</summary>
    public string? EnaTaxonomyUrl { get; set; }

    /// <summary>A folder with NCBI's merged.dmp and delnodes.dmp; asked before ENA, which cannot tell a deleted id from one that never was.</summary>
    public string? TaxonomyDump { get; set; }

    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    [Range(0, 20, ErrorMessage = $"{Section}:Retries must be between 0 and 20.")]
    public int Retries { get; set; } = 5;

    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Questions to ENA under way at once, on one node.</summary>
    [Range(1, 10, ErrorMessage = $"{Section}:Parallel must be between 1 and 10.")]
    public int Parallel { get; set; } = 5;

    /// <summary>From one cycle of a taxon to the next.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Days before the last fetch that are looked at again: some runs arrive late.</summary>
    [Range(0, 365, ErrorMessage = $"{Section}:OverlapDays must be between 0 and 365.")]
    public int OverlapDays { get; set; } = 7;

    /// <summary>After it everything is asked anew, to find what was withdrawn or changed.</summary>
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromDays(30);

    /// <summary>More runs than this are fetched in slices by day of publication.</summary>
    [Range(1, 1_000_000, ErrorMessage = $"{Section}:MostAtOnce must be between 1 and 1,000,000.")]
    public int MostAtOnce { get; set; } = 50_000;

    /// <summary>Cycles queued or running at once, over all nodes.</summary>
    [Range(1, 1_000, ErrorMessage = $"{Section}:Cycles must be between 1 and 1,000.")]
    public int Cycles { get; set; } = 8;

    /// <summary>How often a stage is done again after a warning before the taxon stops.</summary>
    [Range(0, 100, ErrorMessage = $"{Section}:WarningRepeats must be between 0 and 100.")]
    public int WarningRepeats { get; set; } = 3;

    public TimeSpan WarningPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause between two looks for taxa that are due.</summary>
    public TimeSpan IdleCap { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where collected files go; every node sees the same. Unset: runs are followed and judged, and no file is fetched.</summary>
    public string? CollectTo { get; set; }

    /// <summary>Where workers lay down what they fetch until it is collected; every node sees the same. Unset: .workers in the folder for collected files.</summary>
    public string? WorkPath { get; set; }

    /// <summary>Where workers reach the portal; unset: the address it listens on, on this machine.</summary>
    public string? CallbackUrl { get; set; }

    /// <summary>Where workers come from.</summary>
    [AllowedValues("local", "slurm", "digitalocean", ErrorMessage = $"{Section}:Farm must be local, slurm or digitalocean.")]
    public string Farm { get; set; } = "local";

    /// <summary>Hosts that ENA may name as the place of files.</summary>
    public IList<string> FastqHosts { get; } = new List<string> { "ftp.sra.ebi.ac.uk" };

    /// <summary>Asked for files instead of the host ENA names, with the same paths.</summary>
    public string? FastqMirror { get; set; }

    /// <summary>A worker that said nothing for so long is lost.</summary>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromMinutes(10);

    [Range(1, 1_000, ErrorMessage = $"{Section}:MaxWorkers must be between 1 and 1,000.")]
    public int MaxWorkers { get; set; } = 4;

    [Range(1, 1_000, ErrorMessage = $"{Section}:MaxWorkersPerTaxon must be between 1 and 1,000.")]
    public int MaxWorkersPerTaxon { get; set; } = 2;

    [Range(1, 1_000_000, ErrorMessage = $"{Section}:RunsPerWorker must be between 1 and 1,000,000.")]
    public int RunsPerWorker { get; set; } = 50;

    [Range(1, long.MaxValue, ErrorMessage = $"{Section}:BytesPerWorker must be at least 1.")]
    public long BytesPerWorker { get; set; } = 200_000_000_000;

    internal WorkBudget Budget => new() { MaxWorkers = MaxWorkers, MaxPerTaxon = MaxWorkersPerTaxon, RunsPerWorker = RunsPerWorker, BytesPerWorker = BytesPerWorker };

    internal string WorkFolder => WorkPath is { Length: > 0 } set ? set : Path.Combine(CollectTo ?? "", ".workers");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, address) in new[] { (nameof(EnaPortalUrl), EnaPortalUrl), (nameof(EnaTaxonomyUrl), EnaTaxonomyUrl), (nameof(CallbackUrl), CallbackUrl), (nameof(FastqMirror), FastqMirror) })
        {
            if (!string.IsNullOrEmpty(address) && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            {
                yield return new($"{Section}:{name} must be an address that begins with http:// or https://; it is “{address}”.");
            }
        }

        foreach (var (name, time) in new[] { (nameof(CallTimeout), CallTimeout), (nameof(Interval), Interval), (nameof(ReconcileEvery), ReconcileEvery), (nameof(IdleCap), IdleCap), (nameof(LostAfter), LostAfter) })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return new($"{Section}:{name} must be longer than nothing; it is {time}.");
            }
        }

        foreach (var (name, folder) in new[] { (nameof(CollectTo), CollectTo), (nameof(TaxonomyDump), TaxonomyDump), (nameof(WorkPath), WorkPath) })
        {
            if (!string.IsNullOrEmpty(folder) && !Path.IsPathFullyQualified(folder))
            {
                yield return new($"{Section}:{name} must be a whole path, such as /data/taxa; it is “{folder}”.");
            }
        }
    }
}
