using System.Text.Json.Serialization;
using Portal.Common;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>A run somebody has just been given to assemble.</summary>
/// <param name="Filters">What the result has to be like, by metric, of each taxon it belongs to.</param>
/// <param name="AcceptUrl">POST within the hold: it will be done.</param>
/// <param name="ResultUrl">POST what came of it.</param>
public sealed record ReservedRun(string Run, string SampleAccession, string ExperimentAccession, string ScientificName, IReadOnlyList<long> Taxa, DateTimeOffset HeldUntil, IReadOnlyList<ReservedFile> Files,
    IReadOnlyDictionary<long, IReadOnlyDictionary<string, AssemblyFilter>> Filters, string AcceptUrl, string ResultUrl);

public sealed record ReservedFile(string Name, string Url, long? Bytes, string Md5, ReadFileRole Role);

/// <summary>A run and its assembly, as list and API show them.</summary>
public sealed record AssemblyView
{
    public required string Run { get; init; }
    public required string ScientificName { get; init; }

    /// <summary>Whether the rules of a taxon let it pass; null: it was not judged.</summary>
    public required bool? Passed { get; init; }

    /// <summary>Null: it does not pass, so nobody will assemble it.</summary>
    public required AssemblyStatus? Status { get; init; }

    public DateTimeOffset? HeldSince { get; init; }
    public string? HeldBy { get; init; }
    public DateTimeOffset? ReportedAt { get; init; }
    public string? GenomeUrl { get; init; }
    public string? GenomeSha1 { get; init; }
    public string? ErrorReportUrl { get; init; }
    public string? ErrorProcess { get; init; }
    public string? ErrorExitCode { get; init; }

    /// <summary>Whole, and only when one assembly is asked for.</summary>
    public string? ErrorStdout { get; init; }

    public string? ErrorStderr { get; init; }
    public string? FailedFilters { get; init; }
    public bool? PassedScreening { get; init; }
    public string? ScreeningMessage { get; init; }
    public string? ScreenedBy { get; init; }
    public IReadOnlyDictionary<string, string> Metrics { get; init; } = new Dictionary<string, string>();

    [JsonIgnore]
    public StateLook Look => Status switch
    {
        null => new("Not to be assembled", "cancelled", "st-cancelled"),
        AssemblyStatus.Waiting => new("Waiting", "queued", "st-queued"),
        AssemblyStatus.UnderConsideration => new("Under consideration", "waiting", "st-waiting"),
        AssemblyStatus.InProgress => new("In progress", "running", "st-running", Turns: true),
        AssemblyStatus.Success => PassedScreening switch { null => new("To be screened", "waiting", "st-waiting"), true => new("Screened, good", "succeeded", "st-succeeded"), false => new("Screened, not good", "failed", "st-failed") },
        AssemblyStatus.Fail => new("Failed", "failed", "st-failed"),
        AssemblyStatus.Skipped => new("Skipped", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for the status {Status}."),
    };
}

/// <summary>Which assemblies a list shows; an empty list of values: any.</summary>
public sealed record AssemblySelection(long? TaxId = null, IReadOnlyList<AssemblyStatus>? Statuses = null, IReadOnlyList<bool?>? Screening = null, IReadOnlyList<bool?>? Passed = null);
