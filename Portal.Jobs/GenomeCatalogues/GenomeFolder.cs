using System.Text.Json;
using Portal.Domain.GenomeCatalogues;
using Portal.Jobs.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>One genome's folder: its JSON, its tables, its files. Says everything that is wrong, and gives what is right.</summary>
internal sealed class GenomeFolder(ResultsFolder folder, string accession, CatalogueType type, Func<string, bool> isBiome, Action<GenomeProblem> tell)
{
    private const string Nothing = "[]";

    private string JsonPath => $"{accession}/{accession}.json";

    /// <summary>The genome as its JSON has it; null when an error was told.</summary>
    public GenomeSnapshot? Snapshot()
    {
        var told = false;
        var json = folder.Json(JsonPath, p => { told = true; tell(p); }, accession);
        if (json is null)
        {
            if (!told)
            {
                tell(new(GenomeRules.JsonMissing, accession, JsonPath, $"The folder {accession} must have a {accession}.json."));
            }

            return null;
        }

        return new GenomeJson(accession, JsonPath, type, isBiome, tell).Read(json);
    }

    /// <summary>Which of its files are there: told where one must be, told as a warning where one may be missing.</summary>
    /// <param name="all">Whether the files every genome of the type must have are asked for.</param>
    public IReadOnlyList<Download> Files(bool hasPangenome, bool all = true)
    {
        if (!folder.HasFolder($"{accession}/{GenomeFileRules.GenomeFolder}"))
        {
            tell(new(GenomeRules.FolderMissing, accession, $"{accession}/{GenomeFileRules.GenomeFolder}", "Its files are expected in there."));
            return [];
        }

        var sizes = GenomeFileRules.For(hasPangenome).Select(r => (Rule: r, Size: SizeOf(r.PathFor(accession)))).ToList();
        var missing = all && type != CatalogueType.Viruses ? [.. sizes.Where(s => s.Rule.Checked && s.Size is null).Select(s => s.Rule)] : new List<GenomeFileRule>();
        if (missing.Count > 0)
        {
            tell(new(GenomeRules.FilesMissing, accession, $"{accession}/{GenomeFileRules.GenomeFolder}", string.Join(", ", missing.Select(r => r.NameFor(accession)).Order(StringComparer.Ordinal))));
        }

        foreach (var (rule, _) in sizes.Where(s => s.Rule.Required && s.Size is null or 0 && !missing.Contains(s.Rule)))
        {
            tell(new(GenomeRules.RequiredEmpty, accession, $"{accession}/{rule.PathFor(accession)}", "It must be there and hold something."));
        }

        var absent = sizes.Where(s => s.Rule is { Label: not null, Required: false } && s.Size is null or 0 && !missing.Contains(s.Rule)).Select(s => s.Rule.NameFor("")).ToList();
        if (absent.Count > 0)
        {
            tell(new(GenomeRules.OptionalMissing, accession, accession, string.Join(", ", absent)));
        }

        var there = sizes.Where(s => s.Size > 0).ToDictionary(s => s.Rule.PathFor(accession), s => s.Size!.Value, StringComparer.Ordinal);
        return [.. sizes.Where(s => s.Size > 0 && s.Rule.Label is not null).Select(s => Offer(s.Rule, s.Size!.Value, there))];
    }

    public GenomeAnnotations Annotations() => new()
    {
        Accession = accession,
        CogCategories = Table(GenomeFileRules.CogSummary, AnnotationTables.Cog),
        KeggClasses = Table(GenomeFileRules.KeggClasses, AnnotationTables.KeggClasses),
        KeggModules = Table(GenomeFileRules.KeggModules, AnnotationTables.KeggModules),
        AntismashGeneClusters = Table(GenomeFileRules.GeneClusters, AnnotationTables.GeneClusters),
    };

    private string Table(string name, Func<TextReader, string> read)
    {
        var path = $"{accession}/{GenomeFileRules.GenomeFolder}/{name.Replace("{0}", accession, StringComparison.Ordinal)}";
        var told = false;
        var json = folder.Table(path, read, p => { told = true; tell(p); }, accession);

        // Current catalogues bring no gene clusters; for the others the list of files has said so already where they must be there.
        if (json is null && !told && name != GenomeFileRules.GeneClusters)
        {
            tell(new(GenomeRules.TableMissing, accession, path, "Its counts stay empty."));
        }

        return json ?? Nothing;
    }

    private long? SizeOf(string path)
    {
        try
        {
            return folder.SizeOf($"{accession}/{path}");
        }
        catch (UnreadableFileException e)
        {
            tell(new(GenomeRules.Unreadable, accession, $"{accession}/{path}", $"It {e.Message}."));
            return null;
        }
    }

    // An index is only spoken of where there is one.
    private Download Offer(GenomeFileRule rule, long size, IReadOnlyDictionary<string, long> there)
    {
        var (path, index) = (rule.PathFor(accession), rule.PathFor(accession) + ".fai");
        return new Download(path, rule.NameFor(accession), Download.GenomeAnalysis, rule.FileType, rule.Label!, rule.Label!, rule.Group)
        {
            Size = size,
            IndexFile = rule.FileType == "fasta" && there.ContainsKey(index) ? new DownloadIndex("fai", index) : null,
        };
    }

    public static string Json(IReadOnlyList<Download> downloads) => JsonSerializer.Serialize(downloads);
}
