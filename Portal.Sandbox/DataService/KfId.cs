using System.Text.RegularExpressions;

namespace Portal.Sandbox.DataService;

/// <summary>Ids: prefix, underscore, eight characters of Crockford's base 32.</summary>
internal static partial class KfId
{
    public const int Length = 11;
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Next(string prefix) => From(prefix, (ulong)Random.Shared.NextInt64());

    public static string From(string prefix, ulong number) =>
        string.Create(Length, (prefix, number), static (text, state) =>
        {
            state.prefix.CopyTo(text);
            text[2] = '_';
            for (var (position, rest) = (Length - 1, state.number); position > 2; position--, rest >>= 5)
            {
                text[position] = Alphabet[(int)(rest & 31)];
            }
        });

    /// <summary>As the service checks it: the beginning only; the length is a rule of its own.</summary>
    public static bool HasForm(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && Form().IsMatch(text);

    [GeneratedRegex("^[A-Z]{2}_[A-HJ-KM-NP-TV-Z0-9]{8}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
