using System.Globalization;

namespace Portal.Runs;

/// <summary>"B-17", "b-17" or "17".</summary>
public static class BatchNumber
{
    public static bool TryParse(string text, out long number)
    {
        text = text.Trim();
        return long.TryParse(text.StartsWith("B-", StringComparison.OrdinalIgnoreCase) ? text[2..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
