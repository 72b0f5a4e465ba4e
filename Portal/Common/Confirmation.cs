namespace Portal.Common;

/// <summary>Somebody said yes, and perhaps why.</summary>
public sealed record Confirmation(string? Why)
{
    public string? WhyOrNull => string.IsNullOrWhiteSpace(Why) ? null : Why;
}
