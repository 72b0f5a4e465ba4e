namespace Portal.Shell.Limits;

/// <summary>How much one caller may ask of one node.</summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Sign-in forms sent from one address: names with passwords, codes, invitations.</summary>
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>Files sent by one key or person.</summary>
    public int UploadsPerMinute { get; set; } = 240;

    /// <summary>Everything below <c>/api</c>, by one key or person.</summary>
    public int RequestsPerMinute { get; set; } = 6_000;
}
