using System.ComponentModel.DataAnnotations;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders;

// What the portal needs to convert and import by itself.
public sealed partial class ImagingOrderOptions
{
    public const string Process = "process";
    public const string OmeroHostKey = $"{Section}:{nameof(OmeroHost)}";
    public const string OmeroPasswordKey = $"{Section}:{nameof(OmeroPassword)}";

    /// <summary>Words of OMERO's command line client; none: <c>omero</c>.</summary>
    public IList<string> OmeroCommand { get; } = [];

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

    /// <summary>The portal's own workers convert and import.</summary>
    public bool Processes => Mode == Process;

    internal OmeroPlace Omero => new(OmeroCommand.Count > 0 ? [.. OmeroCommand] : ["omero"], OmeroHost, OmeroPort, OmeroUser, OmeroPassword, OmeroCallTimeout, OmeroRetryDelay);
}
