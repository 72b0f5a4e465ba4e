using System.Globalization;

namespace Portal.Runs;

/// <summary>"R-48231", "r-48231" or "48231".</summary>
public static class RunNumber
{
    public static bool TryParse(string text, out long number)
    {
        text = text.Trim();
        return long.TryParse(text.StartsWith("R-", StringComparison.OrdinalIgnoreCase) ? text[2..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
