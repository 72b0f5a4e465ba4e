using System.ComponentModel.DataAnnotations;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Outside.Containers;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders;

// What the portal needs to convert and import by itself.
public sealed partial class ImagingOrderOptions
{
    public const string Process = "process";
    public const string OmeroHostKey = $"{Section}:{nameof(OmeroHost)}";
    public const string ManagedRepositoryKey = $"{Section}:{nameof(ManagedRepository)}";
    public const string OmeroPasswordKey = $"{Section}:{nameof(OmeroPassword)}";

    /// <summary>Words of OMERO's command line client; none: <c>omero</c>.</summary>
    public IList<string> OmeroCommand { get; } = [];

    /// <summary>Words that register a zarr store, for OMERO's client or, where the first is a whole path, for a program of one's own; none: those of its zarr plugin. See <see cref="Domain.ImagingOrders.ZarrCommand"/>.</summary>
    public IList<string> ZarrCommand { get; } = [];

    /// <summary>Words of what runs containers; none: <c>podman</c>.</summary>
    public IList<string> ContainerCommand { get; } = [];

    public string? OmeroHost { get; set; }

    [Range(1, 65_535, ErrorMessage = $"{Section}:OmeroPort must be between 1 and 65,535.")]
    public int OmeroPort { get; set; } = 4064;

    /// <summary>An administrator of OMERO who may act as others.</summary>
    public string OmeroUser { get; set; } = "root";

    public string? OmeroPassword { get; set; }

    /// <summary>Longest time of one question to OMERO.</summary>
    public TimeSpan OmeroCallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Before an OMERO that did not answer is asked again.</summary>
    public TimeSpan OmeroRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where conversions leave what is imported and then removed: the same path on every node, and for OMERO.</summary>
    public string TemporaryFolder { get; set; } = "/OMERO/OMERO_inplace";

    /// <summary>Where OMERO keeps its links to what was imported.</summary>
    public string ManagedRepository { get; set; } = "/OMERO/ManagedRepository";

    /// <summary>Longest time of one import.</summary>
    public TimeSpan ImportTimeout { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Longest time of one conversion.</summary>
    public TimeSpan ConversionTimeout { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Containers write as whoever runs the portal.</summary>
    public bool KeepUserId { get; set; }

    /// <summary>Zarr stores are registered where they lie, which needs OMERO's zarr plugins; otherwise they are imported as anything else.</summary>
    public bool RegistersZarr { get; set; } = true;

    public string AnnotationNamespace { get; set; } = ImportAnnotation.Namespace;

    /// <summary>Images named by their conversion get the extension of the file too, as importers before 1.5 do it.</summary>
    public bool NamesWithExtension { get; set; }

    /// <summary>How imports are told to work.</summary>
    public ImportSettings Import { get; set; } = new() { SkipAll = true, ParallelUpload = 6, ParallelFilesets = 6 };

    /// <summary>The portal's own workers convert and import.</summary>
    public bool Processes => Mode == Process;

    internal ZarrCommand Zarr => ZarrCommand.Count > 0 ? new([.. ZarrCommand]) : Domain.ImagingOrders.ZarrCommand.Default;

    internal ContainerPlace Containers => new(ContainerCommand.Count > 0 ? [.. ContainerCommand] : ["podman"], ConversionTimeout, Tries: 3, RetryDelay: TimeSpan.FromSeconds(2));

    internal OmeroPlace Omero => new(OmeroCommand.Count > 0 ? [.. OmeroCommand] : ["omero"], OmeroHost, OmeroPort, OmeroUser, OmeroPassword, OmeroCallTimeout, OmeroRetryDelay);

    private IEnumerable<string> ProcessingProblems()
    {
        if (Processes && (string.IsNullOrEmpty(OmeroHost) || string.IsNullOrEmpty(Mount)))
        {
            yield return $"{Section}:{nameof(Mode)} {Process} needs {OmeroHostKey} and {MountKey}.";
        }

        foreach (var wrong in Zarr.Problems())
        {
            yield return $"{Section}:{nameof(ZarrCommand)} {wrong}";
        }

        foreach (var (name, path) in new[] { (nameof(TemporaryFolder), TemporaryFolder), (nameof(ManagedRepository), ManagedRepository) })
        {
            if (!Path.IsPathFullyQualified(path))
            {
                yield return $"{Section}:{name} must be a whole path; it is “{path}”.";
            }
        }

        foreach (var (name, time) in new[] { (nameof(ImportTimeout), ImportTimeout), (nameof(ConversionTimeout), ConversionTimeout), (nameof(OmeroCallTimeout), OmeroCallTimeout) })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return $"{Section}:{name} must be longer than nothing; it is {time}.";
            }
        }
    }
}
