using System.Text.RegularExpressions;

namespace Portal.E2E.Support;

/// <summary>Parts of names and addresses, where the whole would say more than a journey means.</summary>
internal static class Words
{
    public static Regex Beginning(string words) => Make("^" + Regex.Escape(words));

    public static Regex Ending(string words) => Make(Regex.Escape(words) + "$");

    public static Regex Containing(string words) => Make(Regex.Escape(words));

    public static Regex Like(string pattern) => Make(pattern);

    private static Regex Make(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
