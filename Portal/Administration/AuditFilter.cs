using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Administration;

/// <summary>Which entries of the audit log are shown; the query part of the page's address, of the API's and of an export's.</summary>
public sealed record AuditFilter
{
    public static AuditFilter Everything { get; } = new();

    /// <summary><c>person:…</c>, <c>key:…</c> or <c>portal</c>.</summary>
    public string? Who { get; init; }

    /// <summary>Exactly, or all that begin so when it ends in a dot: <c>run.</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Key of what it was done to: <c>run:…</c>.</summary>
    public string? Subject { get; init; }

    public string? Scope { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Beginnings of words of name, action, subject, scope and reason; all of them must occur.</summary>
    public string? Text { get; init; }

    public bool IsEverything => this == Everything;

    public static AuditFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new AuditFilter
        {
            Who = One("who"),
            Action = One("action"),
            Subject = One("subject"),
            Scope = One("scope"),
            From = Moment("from"),
            To = Moment("to"),
            Text = One("q"),
        };

        string? One(string name) => values.TryGetValue(name, out var value) && value.ToString().Trim() is { Length: > 0 } text ? text : null;

        DateTimeOffset? Moment(string name) => DateTimeOffset.TryParse(One(name), null, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
    }

    /// <summary>Empty, or starting with a question mark; parses back to an equal filter.</summary>
    public string ToQuery()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["who"] = Who,
            ["action"] = Action,
            ["subject"] = Subject,
            ["scope"] = Scope,
            ["from"] = From?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["to"] = To?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["q"] = Text,
        };
        return QueryHelpers.AddQueryString("", values.Where(v => !string.IsNullOrEmpty(v.Value)));
    }

    /// <summary>For the database's word search: "mara:* &amp; ell:*"; null when there is no word in it.</summary>
    internal string? WordQuery =>
        string.Concat((Text ?? "").Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? string.Join(" & ", words.Select(w => $"{w}:*"))
            : null;
}
