using System.Text.Json;

namespace Portal.CommandLine;

/// <summary>What the verbs read of a run; the API says more.</summary>
public sealed record ApiRun(
    string Id, long Number, string Workflow, string? Subject, string State, int Warnings, int Attempt, DateTimeOffset? CreatedAt,
    string? Failure, string? WaitingFor, IReadOnlyList<ApiStep>? Steps)
{
    public string Name => $"R-{Number}";

    public bool IsFinal => State is "Succeeded" or "Failed" or "Cancelled";

    public bool Succeeded => State is "Succeeded";

    public ApiStep? Current => Steps?.LastOrDefault(step => step.State is "Running") ?? Steps?.LastOrDefault(step => step.State is "Waiting");
}

public sealed record ApiStep(string Name, string? Title, string State, long? Done, long? Total, string? Unit, double? Rate, string? Outcome);

public sealed record ApiEvent(long Seq, DateTimeOffset At, string Level, string? Step, string Text);

public sealed record ApiPage<T>(IReadOnlyList<T> Items, JsonElement? Next)
{
    /// <summary>The cursor of the next page, whether the API gives it as a text or a number; null at the end.</summary>
    public string? Cursor => Next is { ValueKind: JsonValueKind.String or JsonValueKind.Number } next ? next.ToString() : null;
}
