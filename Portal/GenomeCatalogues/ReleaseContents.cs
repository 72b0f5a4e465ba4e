using Portal.Domain.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Runs;

namespace Portal.GenomeCatalogues;

/// <summary>A page of the table of genomes.</summary>
/// <param name="Marks">How each differs from the release before; empty when there is none.</param>
public sealed record GenomeRowsView(IReadOnlyList<GenomeSnapshot> Items, int Total, string? Next, IReadOnlyDictionary<string, GenomeMark> Marks);

/// <summary>The tree from one node, with what is above it.</summary>
public sealed record TreeView(string? Path, IReadOnlyList<PhyloNode> Way, TreeDrawing Drawing);

/// <summary>Everything the page of a catalogue shows. What belongs to another part of the page is null until that part was opened.</summary>
public sealed record ReleaseContents
{
    public required ReleaseView Release { get; init; }
    public required ReleasePlace Place { get; init; }

    /// <summary>The release its differences are told against.</summary>
    public ReleaseView? Before { get; init; }

    public bool MayCurate { get; init; }

    /// <summary>The run that imported it, while it is kept.</summary>
    public RunRow? Import { get; init; }

    public DifferenceCounts? Counts { get; init; }
    public int Warnings { get; init; }
    public IReadOnlyList<ReleaseView> Series { get; init; } = [];

    public IReadOnlyList<QualityPoint>? Quality { get; init; }
    public TaxaView? Taxa { get; init; }
    public GenomeRowsView? Genomes { get; init; }
    public DifferenceView? Differences { get; init; }
    public ProblemReading? Report { get; init; }
    public IReadOnlyList<FileKind>? Files { get; init; }
    public TreeView? Tree { get; init; }
    public IReadOnlyList<RunRow>? Runs { get; init; }

    public Guid Generation => Release.Generation ?? Guid.Empty;
}
