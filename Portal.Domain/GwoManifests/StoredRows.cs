namespace Portal.Domain.GwoManifests;

/// <summary>An issue of the last finished check, as stored; numbered in the order people read it.</summary>
public sealed class GwoIssue
{
    public Guid ManifestId { get; init; }
    public int Position { get; init; }
    public int Row { get; init; }
    public string Column { get; init; } = "";
    public string Code { get; init; } = "";
    public IssueSeverity Severity { get; init; }
    public string Value { get; init; } = "";
    public string Message { get; init; } = "";
    public string? Expected { get; init; }
    public string? Hint { get; init; }
}

/// <summary>One entity of the plan of the last finished check. <see cref="File"/> counts the files, so that a file and its links stay together.</summary>
public sealed class GwoPlanItem
{
    public Guid ManifestId { get; init; }
    public PlanEntity Entity { get; init; }
    public int Position { get; init; }
    public int File { get; init; }
    public int Row { get; init; }
    public PlanAction Action { get; init; }

    /// <summary>Path of the genomic file, which is its external id.</summary>
    public string GenomicFile { get; init; } = "";

    /// <summary>The specimen or sequencing experiment of a link.</summary>
    public string? LinkedId { get; init; }

    /// <summary>External id of the entity itself.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>Id in the Data Service when it is registered already.</summary>
    public string? KfId { get; init; }

    /// <summary>JSON of the <see cref="FieldChange"/>s of an update.</summary>
    public string? Changes { get; init; }

    /// <summary>Body that creates the file, or that updates it: then only the changed fields.</summary>
    public string? Body { get; init; }

    public string? Why { get; init; }
}

/// <summary>How far one call of an apply is.</summary>
public enum LedgerState
{
    /// <summary>Nothing to send: the plan says unchanged.</summary>
    Kept,
    Pending,

    /// <summary>About to be sent, or sent without an answer stored: to be settled by asking again.</summary>
    Intent,
    Done,

    /// <summary>The Data Service said no; a retry asks once more.</summary>
    Refused,
}

/// <summary>What a roll-back did with a record its load created.</summary>
public enum LedgerRemoval
{
    Pending,
    Removed,

    /// <summary>It stays, because it is no longer what the load made, or others hang on it.</summary>
    Left,
}

/// <summary>What one apply run intends and did with one entity. It serves the resume of that run and its report; the Data Service is the truth.</summary>
public sealed class GwoLedgerEntry
{
    public Guid RunId { get; init; }
    public PlanEntity Entity { get; init; }
    public int Position { get; init; }
    public int File { get; init; }
    public int Row { get; init; }
    public PlanAction Action { get; init; }
    public string GenomicFile { get; init; } = "";
    public string? LinkedId { get; init; }
    public string ExternalId { get; init; } = "";
    public string? Body { get; init; }
    public LedgerState State { get; set; }
    public string? KfId { get; set; }
    public string? Method { get; set; }
    public string? Path { get; set; }
    public int? Status { get; set; }
    public string? Message { get; set; }
    public DateTimeOffset? At { get; set; }

    /// <summary>This run made it: nothing else may be rolled back.</summary>
    public bool Made { get; set; }

    /// <summary>When the Data Service says it was changed last, as it answered; another moment later means that somebody else changed it.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    /// <summary>JSON of the <see cref="FieldChange"/>s nobody ticked: these values stay as registered.</summary>
    public string? Left { get; set; }

    public LedgerRemoval? Removal { get; set; }
    public string? RemovalNote { get; set; }
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>The run that rolled it back, or is about to.</summary>
    public Guid? RemovedBy { get; set; }
}
