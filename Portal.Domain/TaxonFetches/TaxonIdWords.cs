namespace Portal.Domain.TaxonFetches;

/// <summary>One word of what somebody pasted: the id it names, or why it names none.</summary>
public sealed record TaxonIdWord(string Text, long? Id, string? Problem = null);

/// <summary>Reads taxon ids as people write them: between spaces, commas, semicolons or line ends, with or without <c>taxid:</c> or <c>txid</c>.</summary>
public static class TaxonIdWords
{
    public const long Root = 1;
    private const int MostDigits = 10;
    private static readonly string[] Prefixes = ["taxid:", "txid:", "taxid", "txid"];

    public static IReadOnlyList<TaxonIdWord> Parse(string text) =>
        [.. text.Split((char[])[' ', '\t', '\r', '\n', '\f', '\v', ',', ';', '\u00a0'], StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    public static TaxonIdWord Read(string word)
    {
        var text = word.Trim();
        var prefix = Array.Find(Prefixes, p => text.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        var digits = prefix is null ? text : text[prefix.Length..];
        return digits switch
        {
            "" => new(text, null, "There is no number in it."),
            _ when !digits.All(char.IsAsciiDigit) => new(text, null, "A taxon id is a whole number without sign, such as 562."),
            { Length: > MostDigits } => new(text, null, $"A taxon id has at most {MostDigits} digits."),
            _ => long.Parse(digits) switch
            {
                0 => new(text, null, "A taxon id is greater than 0."),
                Root => new(text, null, "1 is the root of all life. Name what you want to follow."),
                var id => new(text, id),
            },
        };
    }
}
