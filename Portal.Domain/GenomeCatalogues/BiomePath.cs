using System.Text;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>A lineage as lookups compare it: case, blanks and punctuation do not matter. The rule of emgapi-v2.</summary>
public static class BiomePath
{
    public static string Of(string lineage)
    {
        var ascii = new StringBuilder(lineage.Length);
        foreach (var letter in lineage.Where(char.IsAscii))
        {
            ascii.Append(letter switch { ':' => '.', ' ' or '(' or ')' or '-' => '_', _ => char.ToLowerInvariant(letter) });
        }

        // Once and not again: three in a row leave two, as everywhere this path is kept.
        var path = ascii.ToString().Replace("__", "_", StringComparison.Ordinal).Trim('_', '.');
        return string.Concat(path.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'));
    }
}
