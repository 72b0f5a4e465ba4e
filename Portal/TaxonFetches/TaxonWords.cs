using Portal.Common;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What the slice's states and outcomes are called, and how they look.</summary>
public static class TaxonWords
{
    public static StateLook Of(TaxonView taxon) => taxon switch
    {
        { MergedInto: not null } => new("Renumbered", "cancelled", "st-cancelled"),
        { NeedsAttention: not null } => new("Needs attention", "waiting", "warning"),
        { Status: TaxonStatus.Error } => new("Stopped", "failed", "st-failed"),
        { Priority: <= TaxonStages.Paused, Status: not TaxonStatus.Complete } when taxon.OperatorPriority is not null => new("Paused", "cancelled", "pause"),
        { Status: TaxonStatus.New } => new("New", "queued", "st-queued"),
        { Status: TaxonStatus.InProgress } => new("In progress", "running", "st-running", Turns: taxon.UnderWay),
        { Status: TaxonStatus.Ready } => new("Ready", "waiting", "st-waiting"),
        { Status: TaxonStatus.Complete, GeneratedWarning: true } => new("Complete, with warnings", "warning", "warning"),
        { Status: TaxonStatus.Complete } => new("Complete", "succeeded", "st-succeeded"),
        _ => throw new InvalidOperationException($"No look for the status {taxon.Status}."),
    };

    public static StateLook Of(TaxonOutcomeKind kind) => kind switch
    {
        TaxonOutcomeKind.Added => new("new", "succeeded", "plus"),
        TaxonOutcomeKind.Merged => new("new, under its successor", "succeeded", "arrow"),
        TaxonOutcomeKind.AlreadyTracked => new("already tracked", "cancelled", "check"),
        TaxonOutcomeKind.CoveredByAncestor => new("covered by a tracked taxon", "cancelled", "check"),
        TaxonOutcomeKind.Duplicate => new("duplicate", "cancelled", "copy"),
        TaxonOutcomeKind.Malformed => new("not an id", "failed", "st-failed"),
        TaxonOutcomeKind.Unknown => new("unknown", "failed", "st-failed"),
        TaxonOutcomeKind.Deleted => new("deleted", "failed", "st-failed"),
        TaxonOutcomeKind.NotResolved => new("not looked up", "warning", "warning"),
        _ => throw new InvalidOperationException($"No look for the outcome {kind}."),
    };

    public static StateLook Of(bool? passed) => passed switch
    {
        null => new("not judged", "queued", "st-queued"),
        true => new("passes", "succeeded", "st-succeeded"),
        false => new("left out", "cancelled", "st-cancelled"),
    };

    /// <summary>A kind by its name, as a program was told it, after the deed is done.</summary>
    public static string OfKind(string kind) => Enum.TryParse<TaxonOutcomeKind>(kind, out var known) ? known switch
    {
        TaxonOutcomeKind.Added => "added",
        TaxonOutcomeKind.AlreadyTracked => "already tracked",
        TaxonOutcomeKind.Merged => "added under its successor",
        TaxonOutcomeKind.CoveredByAncestor => "covered by a tracked taxon",
        TaxonOutcomeKind.Malformed => "malformed",
        TaxonOutcomeKind.NotResolved => "not looked up",
        _ => known.ToString().ToLowerInvariant(),
    } : kind;

    public static string Priority(TaxonView taxon) => taxon.OperatorPriority switch
    {
        null => "as its stage says",
        0 => "paused",
        6 => "6, urgent",
        { } set => $"{set}, set by a person",
    };
}
