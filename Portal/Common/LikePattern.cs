namespace Portal.Common;

/// <summary>Text a person typed, as a pattern of ILIKE with <c>\</c> as escape: what they typed means itself.</summary>
internal static class LikePattern
{
    public static string Escape(string text) => text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    public static string Containing(string text) => $"%{Escape(text)}%";
}
