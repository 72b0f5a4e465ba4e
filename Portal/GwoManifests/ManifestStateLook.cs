using Portal.Common;

namespace Portal.GwoManifests;

/// <summary>The one place that says how a manifest's state looks.</summary>
public static class ManifestStateLook
{
    public static StateLook Of(ManifestView manifest) => manifest.State switch
    {
        ManifestState.Draft => new("Not checked", "queued", "st-queued"),
        ManifestState.Checking => new("Checking", "running", "st-running", Turns: true),
        ManifestState.CheckFailed => new("Check failed", "failed", "st-failed"),
        ManifestState.Checked => manifest switch
        {
            { Errors: > 0 } => new("To be corrected", "waiting", "st-waiting"),
            _ when PlanWords.Deeds(manifest) is null => new("Up to date", "succeeded", "st-succeeded"),
            _ => new("To be started", "waiting", "st-waiting"),
        },
        ManifestState.Applying => new("Loading", "running", "st-running", Turns: true),
        ManifestState.ApplyFailed => new("Load failed", "failed", "st-failed"),
        ManifestState.Applied => new("Loaded", "succeeded", "st-succeeded"),
        _ => throw new InvalidOperationException($"No look for the manifest state {manifest.State}."),
    };
}
