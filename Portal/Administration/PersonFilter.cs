using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Administration;

/// <summary>Which people a list shows; the query part of its address, and of the API's.</summary>
public sealed record PersonFilter(string? Text = null, PersonState? State = null)
{
    public bool IsEverything => this == new PersonFilter();

    public static PersonFilter Of(string? text, string? state) => new(
        text?.Trim() is { Length: > 0 } words ? words : null,
        Enum.TryParse<PersonState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null);

    /// <summary>Empty, or starting with a question mark.</summary>
    public string ToQuery() => QueryHelpers.AddQueryString("", new Dictionary<string, string?>(StringComparer.Ordinal) { ["q"] = Text, ["state"] = State?.ToString() }
        .Where(v => !string.IsNullOrEmpty(v.Value)));
}
