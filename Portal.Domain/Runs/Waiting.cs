namespace Portal.Domain.Runs;

/// <summary>What kind of thing a waiting run waits for.</summary>
public enum WaitKind
{
    /// <summary>A moment, or anything that wakes it.</summary>
    Time,

    /// <summary>A person's answer.</summary>
    Answer,

    /// <summary>Something outside that is told to the portal.</summary>
    Event,

    /// <summary>The runs it submitted.</summary>
    Runs,
}

/// <summary>Why a step lets go of its node, and what brings it back.</summary>
/// <param name="Reason">In words, as the page shows it: "the folder to be quiet".</param>
/// <param name="Until">Due time or deadline.</param>
/// <param name="Key">Of the outside event, or the question's name within the step.</param>
public sealed record Pause(WaitKind Kind, string Reason, DateTimeOffset? Until, string? Key = null, Question? Question = null);

/// <summary>A question to a person, with the form of its answer.</summary>
/// <param name="ElseGoOn">When nobody answers in time the step runs again without an answer; otherwise it fails.</param>
public sealed record Question(string Text, string? Help, Form Form, bool ElseGoOn);

/// <summary>What a person answered, kept with the question for as long as the run is.</summary>
public sealed class RunAnswer
{
    public Guid Id { get; set; }
    public Guid RunId { get; set; }
    public int Attempt { get; set; }
    public string Step { get; set; } = "";
    public string Name { get; set; } = "";
    public string Text { get; set; } = "";

    /// <summary>JSON object, checked against the form.</summary>
    public string Answer { get; set; } = "{}";

    public DateTimeOffset At { get; set; }
    public string ById { get; set; } = "";
    public string By { get; set; } = "";
}

/// <summary>Something that happened outside, told to the portal once; a run may wait for it before or after.</summary>
public sealed class OutsideEvent
{
    public string Key { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>JSON, as the one who tells it sees it.</summary>
    public string Payload { get; set; } = "{}";
}
