using Portal.Common;

namespace Portal.GwoManifests;

/// <summary>The one place that says how a manifest's state looks.</summary>
public static class ManifestStateLook
{
    public static StateLook Of(ManifestState state) => state switch
    {
        ManifestState.Draft => new("Not checked", "queued", "st-queued"),
        ManifestState.Checking => new("Checking", "running", "st-running", Turns: true),
        ManifestState.CheckFailed => new("Check failed", "failed", "st-failed"),
        ManifestState.Checked => new("To be started", "waiting", "st-waiting"),
        ManifestState.Applying => new("Loading", "running", "st-running", Turns: true),
        ManifestState.ApplyFailed => new("Load failed", "failed", "st-failed"),
        ManifestState.Applied => new("Loaded", "succeeded", "st-succeeded"),
        _ => throw new InvalidOperationException($"No look for the manifest state {state}."),
    };
}
