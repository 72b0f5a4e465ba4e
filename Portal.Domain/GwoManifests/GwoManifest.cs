using Portal.Domain.Accounts;

namespace Portal.Domain.GwoManifests;

/// <summary>How an apply treats rows with errors.</summary>
public enum ApplyPolicy
{
    /// <summary>Any error blocks the whole manifest.</summary>
    AllOrNothing,

    /// <summary>Rows with errors are left out and come back as a file.</summary>
    GoodRows,
}

public static class ApplyPolicies
{
    public static string Word(this ApplyPolicy policy) => policy switch
    {
        ApplyPolicy.AllOrNothing => "all-or-nothing",
        ApplyPolicy.GoodRows => "good-rows",
        _ => throw new InvalidOperationException($"No word for {policy}."),
    };

    public static ApplyPolicy? Parse(string? word) => word switch
    {
        "all-or-nothing" => ApplyPolicy.AllOrNothing,
        "good-rows" => ApplyPolicy.GoodRows,
        _ => null,
    };
}

/// <summary>An uploaded manifest, the last finished check of it, and whether that check's plan may still be applied.</summary>
public sealed class GwoManifest
{
    private GwoManifest()
    {
    }

    public Guid Id { get; private set; }
    public string StudyId { get; private set; } = "";
    public string FileName { get; private set; } = "";
    public string Sha256 { get; private set; } = "";
    public long Bytes { get; private set; }
    public int Rows { get; private set; }
    public string StorageKey { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public string CreatedBy { get; private set; } = "";

    /// <summary>Counts the files this manifest was given: 1 is the first. Former ones are kept as <see cref="GwoManifestVersion"/>s.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>When this version came; null: with the manifest itself.</summary>
    public DateTimeOffset? VersionedAt { get; private set; }
    public string? VersionedBy { get; private set; }

    /// <summary>How many edits in the portal made this version out of the one before; 0: it was uploaded.</summary>
    public int Edits { get; private set; }

    /// <summary>The check asked for last; its run tells how far it is.</summary>
    public Guid? CheckRunId { get; private set; }

    /// <summary>The apply asked for last.</summary>
    public Guid? ApplyRunId { get; private set; }

    /// <summary>The check whose issues and plan are stored; null before the first one finished.</summary>
    public Guid? PlanRunId { get; private set; }

    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Set once the plan was carried out: another apply needs another check.</summary>
    public DateTimeOffset? AppliedAt { get; private set; }

    /// <summary>Hashes of its files from a volume report, uploaded beside it; null when there is none.</summary>
    public string? HashReportKey { get; private set; }

    public string? HashReportName { get; private set; }

    /// <summary>The roll-back asked for last.</summary>
    public Guid? RollbackRunId { get; private set; }

    public DateTimeOffset? RolledBackAt { get; private set; }

    public int Errors { get; private set; }
    public int Warnings { get; private set; }
    public int GoodRows { get; private set; }

    /// <summary>JSON of <see cref="PlanCount"/>s, so that no screen has to count a hundred thousand items.</summary>
    public string PlanCounts { get; private set; } = "[]";

    /// <summary>Name of the <see cref="ManifestProfile"/> the last check read it as.</summary>
    public string? Profile { get; private set; }

    /// <summary>JSON of what the reader put right or guessed at the last check, in sentences.</summary>
    public string Notes { get; private set; } = "[]";

    /// <summary>Objects in the manifest's folders that it does not name, at the last check.</summary>
    public int Unnamed { get; private set; }

    public ApplyPolicy? Policy { get; private set; }
    public DateTimeOffset? WarningsAcknowledgedAt { get; private set; }
    public string? WarningsAcknowledgedBy { get; private set; }

    public string SubjectKey => KeyOf(Id);

    public string Subject => $"{StudyId} · {FileName}";

    public string Scope => Scopes.Study(StudyId);

    public bool PlanIsFresh => PlanRunId is not null && AppliedAt is null;

    public static string KeyOf(Guid id) => $"gwo-manifest:{id}";

    public static GwoManifest Upload(Guid id, string studyId, string fileName, string sha256, long bytes, int rows, string storageKey, Actor by, DateTimeOffset now) => new()
    {
        Id = id,
        StudyId = studyId,
        FileName = fileName,
        Sha256 = sha256,
        Bytes = bytes,
        Rows = rows,
        StorageKey = storageKey,
        CreatedAt = now,
        CreatedBy = by.Name,
    };

    public void AddHashReport(string storageKey, string name) => (HashReportKey, HashReportName) = (storageKey, name);

    public void RollBackBy(Guid runId) => RollbackRunId = runId;

    /// <summary>What a load made is gone again, so no plan holds any more: the manifest starts anew with a check.</summary>
    public void MarkRolledBack(DateTimeOffset now)
    {
        RolledBackAt = now;
        PlanRunId = null;
        CheckedAt = null;
        AppliedAt = null;
        Policy = null;
    }

    /// <summary>Another file takes the place of this one; what is known of the one before is handed back to be kept.</summary>
    /// <param name="issuesKey">Where the former issues are stored; null when there was no check.</param>
    public GwoManifestVersion Supersede(StoredManifest file, int edits, string? issuesKey, Actor by, DateTimeOffset now)
    {
        var former = GwoManifestVersion.Of(this, issuesKey);
        (FileName, Sha256, Bytes, Rows, StorageKey) = (file.FileName, file.Sha256, file.Bytes, file.Rows, file.StorageKey);
        (Version, Edits, VersionedAt, VersionedBy) = (Version + 1, edits, now, by.Name);
        (CheckRunId, ApplyRunId, PlanRunId, CheckedAt, AppliedAt) = (null, null, null, null, null);
        (RollbackRunId, RolledBackAt) = (null, null); // the hash report still holds: it is by path
        (Profile, Notes, Unnamed) = (null, "[]", 0);
        (Errors, Warnings, GoodRows, PlanCounts) = (0, 0, 0, "[]");
        (Policy, WarningsAcknowledgedAt, WarningsAcknowledgedBy) = (null, null, null);
        return former;
    }

    public void CheckBy(Guid runId) => CheckRunId = runId;

    /// <summary>A finished check replaces what the one before found.</summary>
    public void Publish(Guid runId, CheckResult result, int rows, string planCounts, DateTimeOffset now)
    {
        PlanRunId = runId;
        CheckedAt = now;
        AppliedAt = null;
        Rows = rows;
        Errors = result.Errors;
        Warnings = result.Warnings;
        GoodRows = result.GoodRows;
        PlanCounts = planCounts;
        Policy = null;
        WarningsAcknowledgedAt = null;
        WarningsAcknowledgedBy = null;
    }

    /// <summary>How a finished check read the file, and what lay beside its files.</summary>
    public void Describe(string profile, string notes, int unnamed) => (Profile, Notes, Unnamed) = (profile, notes, unnamed);

    public void ApplyBy(Guid runId, ApplyPolicy policy, bool acknowledged, Actor by, DateTimeOffset now)
    {
        ApplyRunId = runId;
        Policy = policy;
        WarningsAcknowledgedAt = acknowledged && Warnings > 0 ? now : null;
        WarningsAcknowledgedBy = acknowledged && Warnings > 0 ? by.Name : null;
    }

    /// <summary>The plan of that check was carried out; a plan of a later check counts from before as well, so it goes stale too.</summary>
    public void MarkApplied(DateTimeOffset now) => AppliedAt = PlanRunId is null ? null : now;
}
