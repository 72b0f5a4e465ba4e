using System.Text;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>Address of a release: "Sheep rumen", "1.0" → <c>sheep-rumen-v1-0</c>. Letters outside ASCII are left out, as in the path of a biome.</summary>
public static class CatalogueSlug
{
    public const int Longest = 100;

    public static string Of(string name, string version)
    {
        var slug = new StringBuilder();
        foreach (var letter in $"{name.Trim()}-v{version.Trim()}")
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsLetter(letter))
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }
}
