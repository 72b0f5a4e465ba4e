using System.Globalization;

namespace Portal.Runs;

/// <summary>A number people say with a letter before it, in either case, or without.</summary>
internal static class PrefixedNumber
{
    public static bool TryParse(string text, string prefix, out long number)
    {
        text = text.Trim();
        return long.TryParse(text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
