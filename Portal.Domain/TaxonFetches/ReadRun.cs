namespace Portal.Domain.TaxonFetches;

/// <summary>One sequencing run as ENA describes it, once, however many tracked taxa it belongs to.</summary>
public sealed class ReadRun
{
    public string RunAccession { get; set; } = "";
    public string ExperimentAccession { get; set; } = "";
    public string SampleAccession { get; set; } = "";
    public string SecondarySampleAccession { get; set; } = "";
    public string StudyAccession { get; set; } = "";
    public string SecondaryStudyAccession { get; set; } = "";

    /// <summary>The run's own taxon, often below the tracked one.</summary>
    public long? TaxId { get; set; }

    public string ScientificName { get; set; } = "";
    public string InstrumentPlatform { get; set; } = "";
    public string InstrumentModel { get; set; } = "";
    public string LibraryName { get; set; } = "";
    public string LibraryLayout { get; set; } = "";
    public string LibraryStrategy { get; set; } = "";
    public string LibrarySource { get; set; } = "";
    public string LibrarySelection { get; set; } = "";
    public string NominalLength { get; set; } = "";
    public long? ReadCount { get; set; }
    public long? BaseCount { get; set; }
    public string CenterName { get; set; } = "";
    public DateOnly? FirstCreated { get; set; }
    public DateOnly? FirstPublic { get; set; }
    public DateOnly? LastUpdated { get; set; }
    public string CollectionDate { get; set; } = "";
    public string Country { get; set; } = "";
    public string Lat { get; set; } = "";
    public string Lon { get; set; } = "";
    public string Status { get; set; } = "";

    public int FastqFiles { get; set; }
    public bool HasPair { get; set; }
    public bool ListsAgree { get; set; }
    public long? FastqBytes { get; set; }
    public int SubmittedFiles { get; set; }

    /// <summary>Of all of the above and the files; another one means that ENA changed something.</summary>
    public Guid Fingerprint { get; set; }

    public DateTimeOffset FetchedAt { get; set; }

    /// <summary>ENA no longer names it. Nothing is removed.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}

/// <summary>That a run belongs to a tracked taxon, and what that taxon's rules say of it.</summary>
public sealed class ReadRunTaxon
{
    public long TaxId { get; set; }
    public string RunAccession { get; set; } = "";

    /// <summary>Null: not judged yet.</summary>
    public bool? Passed { get; set; }

    /// <summary>Name of the first rule it failed; null when it passed.</summary>
    public string? FirstFailedRule { get; set; }

    public DateTimeOffset? JudgedAt { get; set; }

    /// <summary>Of the taxon's rules by which it was judged.</summary>
    public int RulesVersion { get; set; }

    /// <summary>The latest fetch that named it.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>A decision another one took the place of.</summary>
public sealed class ReadRunDecision
{
    public long Id { get; set; }
    public long TaxId { get; set; }
    public string RunAccession { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public bool Passed { get; set; }
    public string? FirstFailedRule { get; set; }

    /// <summary>Of the taxon's rules by which it was judged.</summary>
    public int RulesVersion { get; set; }
}

/// <summary>One file of a run, as ENA lists it.</summary>
public sealed class ReadFile
{
    public string RunAccession { get; set; } = "";

    /// <summary><c>fastq</c> or <c>submitted</c>.</summary>
    public string Kind { get; set; } = "";

    public int Ordinal { get; set; }

    /// <summary>Host and path without scheme.</summary>
    public string Path { get; set; } = "";

    public long? Bytes { get; set; }
    public string Md5 { get; set; } = "";
    public ReadFileRole Role { get; set; }

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>What a file holds of its run.</summary>
public enum ReadFileRole
{
    Read1,
    Read2,
    Unpaired,
    Submitted,
}
