namespace Portal.Common;

/// <summary>One step of a wizard.</summary>
/// <param name="Url">Where it leads; null: nowhere yet.</param>
public sealed record WizardStep(string Title, bool Done, string? Url = null);
