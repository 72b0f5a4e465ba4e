namespace Portal.Shell;

/// <summary>A page above this one.</summary>
/// <param name="Url">Relative to the portal: "runs".</param>
public sealed record Crumb(string Text, string Url);
