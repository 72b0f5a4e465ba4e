using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>The wizard's steps, in order.</summary>
public enum ManifestStep
{
    Upload,
    Check,
    Plan,
    Start,
}

/// <summary>Where on a manifest's page somebody is: the query part of its address, so that Back, links and other machines lead there.</summary>
public sealed record ManifestPlace
{
    /// <summary>Null: wherever the manifest is.</summary>
    public ManifestStep? Step { get; init; }

    /// <summary>Code of the selected group of issues; <see cref="EveryIssue"/> for all of them, null for the first group.</summary>
    public string? Issue { get; init; }

    public string? Column { get; init; }
    public PlanEntity Entity { get; init; }

    /// <summary>Null: any.</summary>
    public PlanAction? Action { get; init; }

    public ApplyPolicy Policy { get; init; }

    /// <summary>Which rows the grid shows; null: those of the selected group, or of all issues.</summary>
    public GridRows? Rows { get; init; }

    /// <summary>Null: any.</summary>
    public IssueSeverity? Severity { get; init; }

    /// <summary>What rows, or items of the plan, must contain.</summary>
    public string? Text { get; init; }

    public const string EveryIssue = "all";

    public IssueGroup? SelectedOf(IReadOnlyList<IssueGroup> groups) => Issue switch
    {
        EveryIssue => null,
        null => groups.Count > 0 ? groups[0] : null,
        _ => groups.FirstOrDefault(g => g.Code == Issue && (Column is null || g.Column == Column)),
    };

    public static ManifestPlace Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new ManifestPlace
        {
            Step = Named<ManifestStep>("step"),
            Issue = One("issue"),
            Column = values.TryGetValue("column", out var column) ? column.ToString() : null,
            Entity = One("entity") is { } word ? Array.Find(Enum.GetValues<PlanEntity>(), e => PlanWords.Key(e) == word) : default,
            Action = Named<PlanAction>("action"),
            Rows = Named<GridRows>("rows"),
            Severity = Named<IssueSeverity>("severity"),
            Text = One("q"),
            Policy = ApplyPolicies.Parse(One("policy")) ?? ApplyPolicy.AllOrNothing,
        };

        string? One(string name) => values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;

        T? Named<T>(string name)
            where T : struct, Enum => Enum.TryParse<T>(One(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
    }

    /// <summary>Empty, or starting with a question mark; parses back to an equal place.</summary>
    public string ToQuery()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["step"] = Step?.ToString().ToLowerInvariant(),
            ["issue"] = Issue,
            ["column"] = Column,
            ["entity"] = Entity == default ? null : PlanWords.Key(Entity),
            ["action"] = Action?.ToString().ToLowerInvariant(),
            ["rows"] = Rows?.ToString().ToLowerInvariant(),
            ["severity"] = Severity?.ToString().ToLowerInvariant(),
            ["q"] = Text,
            ["policy"] = Policy == default ? null : Policy.Word(),
        };
        return QueryHelpers.AddQueryString("", values.Where(v => v.Value is not null));
    }

    public string Url(Guid manifestId) => $"gwo-manifests/{manifestId}{ToQuery()}";

    /// <summary>Another step, without what was selected on this one; the policy goes along.</summary>
    public ManifestPlace At(ManifestStep step) => new() { Step = step, Policy = Policy };

    public ManifestPlace At(IssueGroup group) => At(ManifestStep.Check) with { Issue = group.Code, Column = group.Column, Severity = Severity };
}
