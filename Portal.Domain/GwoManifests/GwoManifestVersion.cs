namespace Portal.Domain.GwoManifests;

/// <summary>A file in the store that is, or becomes, a version of a manifest.</summary>
public sealed record StoredManifest(string FileName, string Sha256, long Bytes, int Rows, string StorageKey);

/// <summary>A former file of a manifest, with what its last check found. The newest one is the <see cref="GwoManifest"/> itself.</summary>
public sealed class GwoManifestVersion
{
    private GwoManifestVersion()
    {
    }

    public Guid ManifestId { get; private set; }
    public int Number { get; private set; }
    public string FileName { get; private set; } = "";
    public string Sha256 { get; private set; } = "";
    public long Bytes { get; private set; }
    public int Rows { get; private set; }
    public string StorageKey { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public string CreatedBy { get; private set; } = "";
    public int Edits { get; private set; }
    public DateTimeOffset? CheckedAt { get; private set; }
    public DateTimeOffset? AppliedAt { get; private set; }
    public int Errors { get; private set; }
    public int Warnings { get; private set; }
    public int GoodRows { get; private set; }
    public string PlanCounts { get; private set; } = "[]";

    /// <summary>Its issues, compressed in the file store: they are only compared with, never searched. Null without a check.</summary>
    public string? IssuesKey { get; private set; }

    /// <summary>The manifest's newest file, as it is kept once another takes its place.</summary>
    public static GwoManifestVersion Of(GwoManifest manifest, string? issuesKey) => new()
    {
        ManifestId = manifest.Id,
        Number = manifest.Version,
        FileName = manifest.FileName,
        Sha256 = manifest.Sha256,
        Bytes = manifest.Bytes,
        Rows = manifest.Rows,
        StorageKey = manifest.StorageKey,
        CreatedAt = manifest.VersionedAt ?? manifest.CreatedAt,
        CreatedBy = manifest.VersionedBy ?? manifest.CreatedBy,
        Edits = manifest.Edits,
        CheckedAt = manifest.CheckedAt,
        AppliedAt = manifest.AppliedAt,
        Errors = manifest.Errors,
        Warnings = manifest.Warnings,
        GoodRows = manifest.GoodRows,
        PlanCounts = manifest.PlanCounts,
        IssuesKey = issuesKey,
    };
}
