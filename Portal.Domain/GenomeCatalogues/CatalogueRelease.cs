namespace Portal.Domain.GenomeCatalogues;

/// <summary>One version of a catalogue. What it holds are the rows of its <see cref="Generation"/>; an import writes another and puts it in its place at once.</summary>
public sealed class CatalogueRelease
{
    private CatalogueRelease()
    {
    }

    public Guid Id { get; private set; }
    public Guid SeriesId { get; private set; }

    /// <summary>As in the address: <c>human-gut-v2-1</c>.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>"Human gut v2.1".</summary>
    public string Name { get; private set; } = "";

    public string Version { get; private set; } = "";
    public ReleaseStatus Status { get; private set; }
    public string PipelineVersion { get; private set; } = "";

    /// <summary>Folder the files are served from, below the results root.</summary>
    public string FilesDirectory { get; private set; } = "";

    /// <summary>The run whose rows this release shows.</summary>
    public Guid? Generation { get; private set; }

    /// <summary>JSON of <c>catalogue_summary.json</c>.</summary>
    public string OtherStats { get; private set; } = "{}";

    /// <summary>JSON of the catalogue's own <see cref="Download"/>s.</summary>
    public string Downloads { get; private set; } = "[]";

    /// <summary>JSON of <see cref="CatalogueFigures"/>, counted once by the import.</summary>
    public string Figures { get; private set; } = "{}";

    public DateTimeOffset CreatedAt { get; private set; }
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset UpdatedAt { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }
    public DateTimeOffset? RetiredAt { get; private set; }

    public static string KeyOf(string slug) => $"genome-catalogue:{slug}";

    public static CatalogueRelease Draft(Guid seriesId, string slug, string name, string version, string by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SeriesId = seriesId,
        Slug = slug,
        Name = name,
        Version = version,
        CreatedAt = now,
        CreatedBy = by,
        UpdatedAt = now,
    };

    /// <summary>What an import brought takes the place of what was there.</summary>
    public void Receive(Guid generation, CatalogueContents contents, DateTimeOffset now)
    {
        if (Status.IsReleased())
        {
            throw new InvalidOperationException($"{Name} is {Status.Word()}; what the public has seen does not change.");
        }

        Generation = generation;
        PipelineVersion = contents.PipelineVersion;
        FilesDirectory = contents.FilesDirectory;
        OtherStats = contents.OtherStats;
        Downloads = contents.Downloads;
        Figures = contents.Figures;
        Status = ReleaseStatus.Ready;
        UpdatedAt = now;
    }

    public void Publish(DateTimeOffset now) => (Status, PublishedAt, RetiredAt, UpdatedAt) = (ReleaseStatus.Published, now, null, now);

    public void Retire(DateTimeOffset now) => (Status, RetiredAt, UpdatedAt) = (ReleaseStatus.Retired, now, now);
}

/// <summary>The part of a release that is not rows. The texts are JSON.</summary>
public sealed record CatalogueContents(string PipelineVersion, string FilesDirectory, string OtherStats, string Downloads, string Figures);

/// <summary>What a catalogue's page says above its table.</summary>
public sealed record CatalogueFigures
{
    public int Genomes { get; init; }

    /// <summary>With those the species representatives stand for.</summary>
    public long GenomesTotal { get; init; }

    public int WithPangenome { get; init; }
    public int Isolates { get; init; }

    /// <summary>At least 90 % complete and at most 5 % contaminated.</summary>
    public int HighQuality { get; init; }

    public long Proteins { get; init; }
    public long Files { get; init; }
}
