using Portal.Common;

namespace Portal.Administration;

/// <summary>How the states of people and keys look.</summary>
public static class PersonStateLook
{
    public static StateLook Of(PersonState state) => state switch
    {
        PersonState.Invited => new("Invited", "waiting", "st-waiting"),
        PersonState.Active => new("Active", "succeeded", "st-succeeded"),
        PersonState.Locked => new("Locked", "warning", "warning"),
        PersonState.Disabled => new("Disabled", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for {state}."),
    };

    public static StateLook Of(KeyState state) => state switch
    {
        KeyState.Active => new("Active", "succeeded", "st-succeeded"),
        KeyState.Expired => new("Expired", "queued", "st-queued"),
        KeyState.Revoked => new("Revoked", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for {state}."),
    };
}
