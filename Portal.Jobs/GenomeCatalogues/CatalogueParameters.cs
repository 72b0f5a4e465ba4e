using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Parameters of a scan or import: the wish as it was made.</summary>
public sealed record CatalogueParameters
{
    public required CatalogueWish Wish { get; init; }
}

/// <summary>What the first steps found out and the later ones go by; kept as a checkpoint.</summary>
public sealed record CatalogueTask
{
    public required CatalogueWish Wish { get; init; }
    public required CatalogueType Type { get; init; }

    /// <summary>Real path of the folder with the genomes.</summary>
    public required string Folder { get; init; }

    /// <summary>The same below the results root.</summary>
    public required string FilesDirectory { get; init; }

    public string BiomePath { get; init; } = "";

    /// <summary>The release that is written anew; null when it will be made.</summary>
    public Guid? ReleaseId { get; init; }

    /// <summary>Rows a metadata update starts from, and what a scan compares with; null when the series has none.</summary>
    public Guid? Former { get; init; }

    /// <summary>Name of the release those rows belong to.</summary>
    public string? FormerName { get; init; }

    /// <summary>Where the files of that release lie; a metadata update leaves them there.</summary>
    public string? FormerFilesDirectory { get; init; }
}
