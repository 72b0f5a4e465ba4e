using System.Text.RegularExpressions;

namespace Portal.Domain.GwoManifests;

/// <summary>What a spreadsheet leaves of an id it took for a number or a date, and what dragging a cell downwards makes of one.</summary>
public static partial class ExcelDamage
{
    /// <summary>What happened to the id, and what to do; null when nothing shows.</summary>
    public static string? Of(string value) => value switch
    {
        { Length: 0 } => null,
        _ when char.IsAsciiDigit(value[0]) && Exponent().IsMatch(value) => "Excel took the id for a number and lost digits; format the column as text and fill in the id again",
        { Length: > 15 } when value.EndsWith("00000000", StringComparison.Ordinal) && !value.AsSpan().ContainsAnyExceptInRange('0', '9') => "Excel took the id for a number and lost its last digits; format the column as text and fill in the id again",
        { Length: >= 5 and <= 20 } when Date().IsMatch(value) => "Excel took the id for a date; format the column as text and fill in the id again",
        _ => null,
    };

    /// <summary>Whether <paramref name="id"/> is <paramref name="above"/> with the number at its end counted up by one.</summary>
    public static bool CountsUp(string above, string id)
    {
        if (above.Length != id.Length || id.Length == 0 || !char.IsAsciiDigit(id[^1]))
        {
            return false;
        }

        var start = id.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1;
        return above.AsSpan(0, start).SequenceEqual(id.AsSpan(0, start))
            && long.TryParse(above.AsSpan(start), out var before) && long.TryParse(id.AsSpan(start), out var now) && now == before + 1;
    }

    [GeneratedRegex(@"^\d+([.,]\d+)?[eE]\+?\d{1,3}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Exponent();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}[- ](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)([- ]\d{2,4})?)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Date();
}
