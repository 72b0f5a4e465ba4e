namespace Portal.Domain.GwoManifests;

/// <summary>Edits one person has made in the grid and not checked yet. They belong to one version: row numbers of another may differ.</summary>
public sealed class GwoDraft
{
    /// <summary>Where a correction in a spreadsheet is the better tool.</summary>
    public const int MostEdits = 5_000;

    private GwoDraft()
    {
    }

    public Guid ManifestId { get; private set; }

    /// <summary>Stable id of the actor.</summary>
    public string Person { get; private set; } = "";

    public int Version { get; private set; }

    /// <summary>JSON of <see cref="ManifestEdit"/>s in the order they were made.</summary>
    public string Edits { get; private set; } = "[]";

    public DateTimeOffset UpdatedAt { get; private set; }

    public static GwoDraft Of(Guid manifestId, string person) => new() { ManifestId = manifestId, Person = person };

    public void Write(int version, string edits, DateTimeOffset now) => (Version, Edits, UpdatedAt) = (version, edits, now);
}
