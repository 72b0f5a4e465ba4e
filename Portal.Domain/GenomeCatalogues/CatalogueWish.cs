namespace Portal.Domain.GenomeCatalogues;

/// <summary>What somebody asks to import or scan; the names are those of the reference's parameters.</summary>
public sealed record CatalogueWish
{
    public required string ResultsDirectory { get; init; }

    /// <summary>Folder of the genomes within the results folder.</summary>
    public string? CatalogueDirectory { get; init; }

    public required string CatalogueName { get; init; }
    public required string CatalogueVersion { get; init; }
    public required string GoldBiome { get; init; }
    public required string PipelineVersion { get; init; }
    public required string CatalogueType { get; init; }
    public bool UpdateMetadataOnly { get; init; }

    /// <summary>The catalogue's name when not given.</summary>
    public string? CatalogueBiomeLabel { get; init; }

    /// <summary>Accepted for the reference's sake; there is one, <c>default</c>.</summary>
    public string? Database { get; init; }

    /// <summary>Trimmed, with defaults in place.</summary>
    public CatalogueWish Normalised() => this with
    {
        ResultsDirectory = ResultsDirectory.Trim(),
        CatalogueDirectory = Or(CatalogueDirectory, "website"),
        CatalogueName = CatalogueName.Trim(),
        CatalogueVersion = CatalogueVersion.Trim(),
        GoldBiome = GoldBiome.Trim(),
        PipelineVersion = PipelineVersion.Trim(),
        CatalogueType = CatalogueType.Trim(),
        CatalogueBiomeLabel = Or(CatalogueBiomeLabel, CatalogueName.Trim()),
        Database = Or(Database, "default"),
    };

    public string Slug => CatalogueSlug.Of(CatalogueName, CatalogueVersion);

    public string ReleaseName => $"{CatalogueName} v{CatalogueVersion}";

    /// <summary>What is wrong with the words alone, by field in camelCase; the folder and the database are looked at later.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        Require(problems, "resultsDirectory", ResultsDirectory, 1_000, "the folder of the results");
        Require(problems, "catalogueName", CatalogueName, 100, "the catalogue’s name, without its version");
        Require(problems, "catalogueVersion", CatalogueVersion, 20, "the version, e.g. 1.0");
        Require(problems, "goldBiome", GoldBiome, 400, "a GOLD lineage, e.g. root:Host-associated:Human");
        Require(problems, "pipelineVersion", PipelineVersion, 20, "the version of the pipeline, e.g. v3.0.0");
        Require(problems, "catalogueBiomeLabel", CatalogueBiomeLabel ?? CatalogueName, 100, "the label of the series");
        if (GenomeCatalogues.CatalogueTypes.Parse(CatalogueType) is null)
        {
            problems["catalogueType"] = $"“{CatalogueType}” is no catalogue type. It is prokaryotes, eukaryotes or viruses.";
        }

        if (Database is { } database && !string.Equals(database.Trim(), "default", StringComparison.Ordinal) && database.Trim().Length > 0)
        {
            problems["database"] = $"There is one database here, “default”; “{database}” is none.";
        }

        if (Slug.Length is 0 or > CatalogueSlug.Longest)
        {
            problems.TryAdd("catalogueName", "Name and version must have letters or digits, and fewer than 100 of them together: they make the catalogue’s address.");
        }

        return problems;
    }

    private static void Require(Dictionary<string, string> problems, string field, string value, int longest, string what)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems[field] = $"Say {what}.";
        }
        else if (value.Trim().Length > longest)
        {
            problems[field] = $"At most {longest} characters.";
        }
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
