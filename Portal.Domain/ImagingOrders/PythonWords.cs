using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Domain.ImagingOrders;

/// <summary>Lists as the importer writes them into texts and annotations: in the notation of its language.</summary>
public static class PythonWords
{
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quote))}]";

    /// <summary>A value a conversion told, as it stands in an annotation.</summary>
    public static string Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : Inner(value);

    /// <summary>The texts of a list; empty when it is none.</summary>
    public static IReadOnlyList<string> ReadList(string text)
    {
        var items = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] is '\'' or '"')
            {
                items.Add(ReadQuoted(text, ref at));
            }
            else
            {
                at++;
            }
        }

        return items;
    }

    private static string Inner(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quote(value.GetString()!),
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Inner))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"{Quote(p.Name)}: {Inner(p.Value)}"))}}}",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number => value.GetRawText(),
        _ => "None",
    };

    private static string Quote(string text)
    {
        var mark = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var quoted = new StringBuilder().Append(mark);
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when c == mark => $"\\{c}",
                _ when c < 0x100 && char.IsControl(c) => $"\\x{(int)c:x2}",
                _ => $"{c}",
            });
        }

        return quoted.Append(mark).ToString();
    }

    private static string ReadQuoted(string text, ref int at)
    {
        var (mark, read) = (text[at++], new StringBuilder());
        while (at < text.Length && text[at] != mark)
        {
            read.Append(text[at] == '\\' && at + 1 < text.Length ? ReadEscape(text, ref at) : text[at++]);
        }

        at++;
        return read.ToString();
    }

    private static char ReadEscape(string text, ref int at)
    {
        var kind = text[at + 1];
        at += 2;
        var digits = kind switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0 && at + digits <= text.Length && ushort.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            at += digits;
            return (char)code;
        }

        return kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => kind };
    }
}
