namespace Portal.Domain.GwoManifests;

public enum IssueSeverity
{
    Error,
    Warning,
}

/// <summary>A kind of problem; <see cref="Code"/> is stable and documented, <see cref="Title"/> is what people read above a group.</summary>
public sealed record IssueKind(string Code, IssueSeverity Severity, string Title)
{
    /// <summary>Why such a row could not be written anyway; null when the severity may be chosen.</summary>
    public string? Fixed { get; init; }

    /// <summary>It guards something, so it may be made stricter, but not silent.</summary>
    public string? NeverOff { get; init; }

    /// <summary>Not told unless a study asks for it.</summary>
    public bool UsuallyOff { get; init; }

    public SeverityChoice Usual => UsuallyOff ? SeverityChoice.Off : Severity == IssueSeverity.Error ? SeverityChoice.Error : SeverityChoice.Warning;

    /// <summary>A sentence when this choice is none; null when it may be made.</summary>
    public string? WhyFixed(SeverityChoice choice) => Fixed ?? (choice == SeverityChoice.Off ? NeverOff : null);
}
