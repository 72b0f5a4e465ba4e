using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs.Housekeeping;

/// <summary>Section <c>Retention</c>: days after which what is over goes; 0 keeps it for ever. The audit log always stays.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";
    private const int MostDays = 36_500;

    /// <summary>Finished runs as a whole, with steps, events and artifacts.</summary>
    [Range(0, MostDays, ErrorMessage = "Retention:RunDays must be between 0 (for ever) and 36500.")]
    public int RunDays { get; set; }

    /// <summary>The log lines of finished runs, which stay; and what was told from outside.</summary>
    [Range(0, MostDays, ErrorMessage = "Retention:EventDays must be between 0 (for ever) and 36500.")]
    public int EventDays { get; set; } = 400;

    /// <summary>Reports and tables of finished runs, with their files.</summary>
    [Range(0, MostDays, ErrorMessage = "Retention:ArtifactDays must be between 0 (for ever) and 36500.")]
    public int ArtifactDays { get; set; }

    /// <summary>What schedules did.</summary>
    [Range(0, MostDays, ErrorMessage = "Retention:ScheduleDays must be between 0 (for ever) and 36500.")]
    public int ScheduleDays { get; set; } = 90;

    /// <summary>Answers kept for an <c>Idempotency-Key</c>.</summary>
    [Range(1, 30, ErrorMessage = "Retention:ReplyDays must be between 1 and 30.")]
    public int ReplyDays { get; set; } = 1;
}
