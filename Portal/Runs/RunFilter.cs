using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Runs;

public enum RunSort
{
    Newest,
    Oldest,
    Longest,
}

/// <summary>Which runs a list shows and in what order; it is the query part of the page's address, and of the API's.</summary>
public sealed record RunFilter
{
    public static RunFilter Everything { get; } = new();
    public static RunFilter NeedsAttention { get; } = new() { Attention = true };
    public static RunFilter Running { get; } = new() { States = [RunState.Running] };
    public static RunFilter MyRuns { get; } = new() { Mine = true };

    /// <summary>Empty: any.</summary>
    public IReadOnlyList<RunState> States { get; init; } = [];

    public IReadOnlyList<string> Workflows { get; init; } = [];

    /// <summary>Part of the subject (one or two letters: where a word of it begins), or a number with or without its R-.</summary>
    public string? Text { get; init; }

    /// <summary>Only what failed, or asks a person.</summary>
    public bool Attention { get; init; }

    /// <summary>Only what the caller started.</summary>
    public bool Mine { get; init; }

    /// <summary>Whose; set by <see cref="For"/>, never read from an address.</summary>
    public string? CreatedById { get; private init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Exactly this thing worked on.</summary>
    public string? SubjectKey { get; init; }

    /// <summary>Number of the batch that took them on.</summary>
    public long? Batch { get; init; }

    /// <summary>Number of the run that submitted them.</summary>
    public long? Parent { get; init; }

    public RunSort Sort { get; init; }

    public bool IsEverything => this with { Sort = RunSort.Newest } == Everything;

    /// <summary>Fills in who “mine” is; to be called before querying.</summary>
    public RunFilter For(Actor caller) => Mine ? this with { CreatedById = caller.Id } : this;

    public static RunFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new RunFilter
        {
            States = [.. All("state").Select(s => Enum.TryParse<RunState>(s, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : (RunState?)null).OfType<RunState>().Distinct().Order()],
            Workflows = [.. All("workflow").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Text = One("q"),
            Attention = One("attention") is "1" or "true",
            Mine = One("mine") is "1" or "true",
            Since = DateTimeOffset.TryParse(One("since"), null, System.Globalization.DateTimeStyles.AssumeUniversal, out var since) ? since.ToUniversalTime() : null,
            SubjectKey = One("subject"),
            Batch = BatchNumber.TryParse(One("batch") ?? "", out var batch) ? batch : null,
            Parent = RunNumber.TryParse(One("parent") ?? "", out var parent) ? parent : null,
            Sort = Enum.TryParse<RunSort>(One("sort"), ignoreCase: true, out var sort) && Enum.IsDefined(sort) ? sort : RunSort.Newest,
        };

        string? One(string name) => values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;

        IEnumerable<string> All(string name) => One(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }

    /// <summary>Empty, or starting with a question mark; parses back to an equal filter.</summary>
    public string ToQuery() => QueryHelpers.AddQueryString("", Values().Where(v => !string.IsNullOrEmpty(v.Value)));

    /// <summary>By the name each has in an address; what does not filter is null.</summary>
    public IReadOnlyDictionary<string, string?> Values() => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["state"] = States.Count == 0 ? null : string.Join(',', States),
        ["workflow"] = Workflows.Count == 0 ? null : string.Join(',', Workflows),
        ["q"] = Text,
        ["attention"] = Attention ? "1" : null,
        ["mine"] = Mine ? "1" : null,
        ["since"] = Since?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ["subject"] = SubjectKey,
        ["batch"] = Batch is { } batch ? $"B-{batch}" : null,
        ["parent"] = Parent is { } parent ? $"R-{parent}" : null,
        ["sort"] = Sort == RunSort.Newest ? null : Sort.ToString().ToLowerInvariant(),
    };

    public bool Equals(RunFilter? other) => other is not null && ToQuery() == other.ToQuery();

    public override int GetHashCode() => ToQuery().GetHashCode(StringComparison.Ordinal);
}
