using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>Version of the pipeline that made the results: <c>v2.0</c>, <c>v3.0.0-dev</c>, <c>3</c>.</summary>
public static partial class PipelineVersion
{
    /// <returns>1, 2 or 3; null for anything else.</returns>
    public static int? Major(string text) =>
        Form().Match(text.Trim()) is { Success: true } found ? int.Parse(found.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\Av?(?<major>[1-3])(\..*|[A-Za-z\-][A-Za-z0-9\-]*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
