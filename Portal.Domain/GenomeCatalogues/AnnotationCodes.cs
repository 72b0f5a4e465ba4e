using System.Collections.Frozen;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>What the codes of the annotation tables mean, as far as the portal knows.</summary>
public static class AnnotationCodes
{
    private static readonly FrozenDictionary<(string Kind, string Code), string> Known = Read();

    public static string? Cog(string category) => Known.GetValueOrDefault(("cog", category));

    public static string? KeggClass(string id) => Known.GetValueOrDefault(("kegg-class", id));

    public static string? KeggModule(string id) => Known.GetValueOrDefault(("kegg-module", id));

    private static FrozenDictionary<(string, string), string> Read()
    {
        using var stream = typeof(AnnotationCodes).Assembly.GetManifestResourceStream(typeof(AnnotationCodes), "annotation-words.tsv")
            ?? throw new InvalidOperationException("The table of annotation codes is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).ToFrozenDictionary(f => (f[0], f[1]), f => f[2]);
    }
}
