using System.Text.Json;

namespace Portal.CommandLine;

/// <summary>What the verbs read of a run; the API says more.</summary>
public sealed record ApiRun(
    string Id, long Number, string Workflow, string? Subject, string State, int Warnings, int Attempt, DateTimeOffset? CreatedAt,
    string? Failure, string? WaitingFor, IReadOnlyList<ApiStep>? Steps)
{
    public bool Asks { get; init; }

    public ApiQuestion? Question { get; init; }

    public DateTimeOffset? WaitingUntil { get; init; }

    public string? BlockedBecause { get; init; }

    public long? Origin { get; init; }

    public long? Parent { get; init; }

    public JsonElement? Parameters { get; init; }

    public string Name => $"R-{Number}";

    public bool IsFinal => State is "Succeeded" or "Failed" or "Cancelled";

    public bool Succeeded => State is "Succeeded";

    public ApiStep? Current => Steps?.LastOrDefault(step => step.State is "Running") ?? Steps?.LastOrDefault(step => step.State is "Waiting");
}

public sealed record ApiStep(string Name, string? Title, string State, long? Done, long? Total, string? Unit, double? Rate, string? Outcome);

public sealed record ApiQuestion(string Text, string? Help, ApiForm Form);

public sealed record ApiForm(IReadOnlyList<ApiField> Fields);

public sealed record ApiField(string Name, string Label, string Kind, bool Required, IReadOnlyList<string> Choices);

/// <summary>What the verbs read of a batch.</summary>
public sealed record ApiBatchDetail(ApiBatch Batch, ApiBatchFigures Figures);

public sealed record ApiBatch(string Id, long Number, string Kind, string Title, int Taken, int Skipped)
{
    public string Name => $"B-{Number}";
}

public sealed record ApiBatchFigures(int Done, int Failed, int Cancelled, int Left, double? Rate);

public sealed record ApiEvent(long Seq, DateTimeOffset At, string Level, string? Step, string Text);

public sealed record ApiPage<T>(IReadOnlyList<T> Items, JsonElement? Next)
{
    /// <summary>The cursor of the next page, whether the API gives it as a text or a number; null at the end.</summary>
    public string? Cursor => Next is { ValueKind: JsonValueKind.String or JsonValueKind.Number } next ? next.ToString() : null;
}
