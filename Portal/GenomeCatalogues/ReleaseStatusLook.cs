using Portal.Common;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>The one place that says how a release's status looks.</summary>
public static class ReleaseStatusLook
{
    public static StateLook Of(ReleaseStatus status) => status switch
    {
        ReleaseStatus.Draft => new("Draft", "queued", "st-queued"),
        ReleaseStatus.Ready => new("Ready to publish", "waiting", "st-waiting"),
        ReleaseStatus.Published => new("Published", "succeeded", "st-succeeded"),
        ReleaseStatus.Retired => new("Retired", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for the status {status}."),
    };
}
