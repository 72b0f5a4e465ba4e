using System.Globalization;
using System.Text;

namespace Portal.Sandbox.DataService;

/// <summary>The service answers errors as the text of Python dictionaries; clients must cope with exactly that.</summary>
internal static class PythonText
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> errors) =>
        "{" + string.Join(", ", errors.Select(e => $"{Quote(e.Key)}: [{Quote(e.Value)}]")) + "}";

    private static string Quote(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                '\\' => quoted.Append("\\\\"),
                _ when character == quote => quoted.Append('\\').Append(quote),
                _ when char.IsControl(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append(quote).ToString();
    }
}
