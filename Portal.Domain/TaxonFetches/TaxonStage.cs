namespace Portal.Domain.TaxonFetches;

/// <summary>What is to be done next for a taxon. The numbers are those of the tracker file.</summary>
public enum TaxonStage
{
    AwaitCollection = 0,

    /// <summary>Ask again for a taxon that was complete once.</summary>
    Update = 1,
    Fetch = 2,
    Filter = 3,
    Workers = 4,
}

/// <summary>How the last cycle of a taxon stands.</summary>
public enum TaxonStatus
{
    New,
    InProgress,

    /// <summary>All its workers have their files and wait to be collected.</summary>
    Ready,
    Complete,
    Error,
}

/// <summary>Names and numbers as the tracker file has them.</summary>
public static class TaxonStages
{
    public const int Stopped = -1;
    public const int Paused = 0;
    public const int Urgent = 6;

    public static string Name(this TaxonStage stage) => stage switch
    {
        TaxonStage.AwaitCollection => "await data collection",
        TaxonStage.Update => "update accession CSV",
        TaxonStage.Fetch => "fetch accession CSV",
        TaxonStage.Filter => "filter accession CSV",
        TaxonStage.Workers => "create droplet farm",
        _ => throw new InvalidOperationException($"No name for the stage {stage}."),
    };

    /// <summary>What people read.</summary>
    public static string Title(this TaxonStage stage) => stage switch
    {
        TaxonStage.AwaitCollection => "Collect files",
        TaxonStage.Update => "Look for new runs",
        TaxonStage.Fetch => "Fetch runs",
        TaxonStage.Filter => "Filter runs",
        TaxonStage.Workers => "Start workers",
        _ => throw new InvalidOperationException($"No title for the stage {stage}."),
    };

    /// <summary>Later stages come first, so that a taxon is finished before another is begun.</summary>
    public static int Priority(this TaxonStage stage) => stage == TaxonStage.AwaitCollection ? Stopped : (int)stage;

    public static string Word(this TaxonStatus status) => status switch
    {
        TaxonStatus.New => "new",
        TaxonStatus.InProgress => "in progress",
        TaxonStatus.Ready => "ready",
        TaxonStatus.Complete => "complete",
        TaxonStatus.Error => "error",
        _ => throw new InvalidOperationException($"No word for the status {status}."),
    };
}
