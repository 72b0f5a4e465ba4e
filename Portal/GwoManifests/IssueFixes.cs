using System.Text.RegularExpressions;
using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>Values the check itself proposes instead of a wrong one, taken from its hints.</summary>
public static partial class IssueFixes
{
    public static IReadOnlyList<string> Of(string code, IssueValue issue)
    {
        var found = new List<string>();
        if (code == IssueCodes.MalformedId && Corrected(issue.Value) is { } id)
        {
            found.Add(id);
        }

        var hint = issue.Hint ?? "";
        if (DidYouMean().Match(hint) is { Success: true } question)
        {
            found.AddRange(question.Groups["names"].Value.Split([" or ", ", "], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => n.Trim('“', '”')));
        }

        found.AddRange(Named().Matches(hint).Select(m => m.Value));
        return [.. found.Where(f => f != issue.Value).Distinct(StringComparer.Ordinal)];
    }

    // What is mistaken most: letters that look like digits, and small letters.
    private static string? Corrected(string id)
    {
        if (id.Length != 11 || id[2] != '_')
        {
            return null;
        }

        var letters = id.ToUpperInvariant();
        var corrected = letters[..3] + letters[3..].Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return corrected != id && KidsFirstId.IsValid(corrected, letters[..2]) ? corrected : null;
    }

    [GeneratedRegex(@"Did you mean (?<names>.+?)\?", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DidYouMean();

    [GeneratedRegex(@"\b(BS|PT|FM)_[0-9A-Z]{8}\b|s3://[^\s,;”]+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Named();
}
