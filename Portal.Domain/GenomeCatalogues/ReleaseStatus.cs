namespace Portal.Domain.GenomeCatalogues;

/// <summary>Where a release is on its way to the public.</summary>
public enum ReleaseStatus
{
    /// <summary>Being made; only curators see it.</summary>
    Draft,

    /// <summary>Whole and checked; only curators see it.</summary>
    Ready,
    Published,

    /// <summary>Was published until a later release of its series took its place.</summary>
    Retired,
}

public static class ReleaseStatuses
{
    /// <summary>Nothing changes any more in what the public has seen.</summary>
    public static bool IsReleased(this ReleaseStatus status) => status is ReleaseStatus.Published or ReleaseStatus.Retired;

    public static string Word(this ReleaseStatus status) => status switch
    {
        ReleaseStatus.Draft => "draft",
        ReleaseStatus.Ready => "ready",
        ReleaseStatus.Published => "published",
        ReleaseStatus.Retired => "retired",
        _ => throw new InvalidOperationException($"No word for {status}."),
    };
}
