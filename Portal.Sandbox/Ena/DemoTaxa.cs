namespace Portal.Sandbox.Ena;

/// <summary>A small piece of the tree of life with runs of all kinds, an id that was merged and one that is gone.</summary>
public static class DemoTaxa
{
    /// <summary>Merged into <see cref="Successor"/>, by way of another.</summary>
    public const long Merged = 1458427;

    public const long Successor = 1458425;
    public const long Deleted = 3441998;

    /// <summary>Something of every outcome.</summary>
    public static readonly string ToTry = $"562 573 1280 {Merged} {Deleted} abc";

    private static readonly EnaTaxonRow[] Taxa =
    [
        new(2, "Bacteria", "superkingdom", null),
        new(1224, "Pseudomonadota", "phylum", 2),
        new(543, "Enterobacteriaceae", "family", 1224),
        new(561, "Escherichia", "genus", 543),
        new(562, "Escherichia coli", "species", 561),
        new(564, "Escherichia fergusonii", "species", 561),
        new(570, "Klebsiella", "genus", 543),
        new(573, "Klebsiella pneumoniae", "species", 570),
        new(210, "Helicobacter pylori", "species", 2),
        new(1239, "Bacillota", "phylum", 2),
        new(1279, "Staphylococcus", "genus", 1239),
        new(1280, "Staphylococcus aureus", "species", 1279),
        new(1313, "Streptococcus pneumoniae", "species", 1239),
        new(Successor, "Serpentinimonas maccroryi", "species", 1224),
    ];

    public static void Build(EnaState state)
    {
        foreach (var taxon in Taxa)
        {
            state.Add(taxon);
        }

        state.Merge(Merged, Successor);
        AddRuns(state, 562, 24);
        AddRuns(state, 564, 3);
        AddRuns(state, 573, 12);
        AddRuns(state, 210, 6);
        AddRuns(state, 1280, 16);
        AddRuns(state, 1313, 8);
        AddRuns(state, Successor, 1);
    }

    /// <summary>NCBI's lists of what was merged and deleted, in the form it gives them out.</summary>
    public static void WriteDump(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "merged.dmp"), $"{Merged}\t|\t{Successor}\t|\n");
        File.WriteAllText(Path.Combine(folder, "delnodes.dmp"), $"{Deleted}\t|\n");
    }

    /// <summary>Mostly what is wanted, and one of everything else.</summary>
    private static void AddRuns(EnaState state, long taxId, int count)
    {
        var name = Array.Find(Taxa, t => t.Id == taxId)!.Name;
        for (var i = 0; i < count; i++)
        {
            var run = new MadeUpRun
            {
                Accession = $"ERR9{taxId % 10_000:0000}{i:00}",
                TaxId = taxId,
                ScientificName = name,
                FirstPublic = new DateOnly(2021, 1, 4).AddDays(61 * i).ToString("yyyy-MM-dd"),
                Reads = 200 + (37 * i),
            };
            ((i % 12) switch
            {
                2 => run with { Strategy = "AMPLICON" },
                3 => run with { Platform = "OXFORD_NANOPORE", Model = "MinION", Layout = "SINGLE", Files = [""] },
                4 => run with { Source = "METAGENOMIC" },
                5 => run with { Layout = "SINGLE", Files = [""] },
                6 => run with { Files = ["", "_1", "_2"] },
                7 => run with { Files = [""] },
                8 => run with { Files = [], Submitted = 1 },
                9 => run with { CollectionDate = "1800-01-01" },
                _ => run,
            }).AddTo(state);
        }
    }
}
