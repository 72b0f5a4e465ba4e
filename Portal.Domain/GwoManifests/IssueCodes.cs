using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

public enum IssueSeverity
{
    Error,
    Warning,
}

/// <summary>A kind of problem; <see cref="Code"/> is stable and documented, <see cref="Title"/> is what people read above a group.</summary>
public sealed record IssueKind(string Code, IssueSeverity Severity, string Title);

/// <summary>Every kind of problem a check can find.</summary>
public static class IssueCodes
{
    public const string MissingColumn = "E01-missing-column";
    public const string DuplicateColumn = "E01b-duplicate-column";
    public const string EmptyManifest = "E02-empty-manifest";
    public const string Blank = "E03-blank";
    public const string MalformedId = "E04-malformed-id";
    public const string UnknownBiospecimen = "E05-unknown-biospecimen";
    public const string OtherStudy = "E06-other-study";
    public const string BadPath = "E08-bad-path";
    public const string NotInS3 = "E09-not-in-s3";
    public const string S3Denied = "E10-s3-denied";
    public const string DataType = "E11-data-type";
    public const string UnknownSource = "E13-unknown-source";
    public const string SourceWithoutExperiment = "E14-source-without-experiment";
    public const string ConflictingRows = "E15-conflicting-rows";
    public const string Ambiguous = "E16-ambiguous";
    public const string FileIsASource = "E17-file-is-a-source";
    public const string BadHash = "E18-bad-hash";
    public const string RaggedRow = "E19-ragged-row";
    public const string DuplicateRow = "W01-duplicate-row";
    public const string UnknownExtension = "W02-unknown-extension";
    public const string ChangesRegisteredValue = "W04-changes-registered-value";
    public const string SpecimenDiffersFromSource = "W05-specimen-differs-from-source";

    public static ImmutableArray<IssueKind> All { get; } =
    [
        new(MissingColumn, IssueSeverity.Error, "Column is missing"),
        new(DuplicateColumn, IssueSeverity.Error, "Column stands there twice"),
        new(EmptyManifest, IssueSeverity.Error, "Manifest has no rows"),
        new(Blank, IssueSeverity.Error, "Cell is blank"),
        new(MalformedId, IssueSeverity.Error, "Id is malformed"),
        new(UnknownBiospecimen, IssueSeverity.Error, "Biospecimen is not registered"),
        new(OtherStudy, IssueSeverity.Error, "Belongs to another study"),
        new(BadPath, IssueSeverity.Error, "Path names no S3 object"),
        new(NotInS3, IssueSeverity.Error, "Object is not in S3"),
        new(S3Denied, IssueSeverity.Error, "Bucket or folder cannot be listed"),
        new(DataType, IssueSeverity.Error, "Not a known Data Type"),
        new(UnknownSource, IssueSeverity.Error, "Source is not registered"),
        new(SourceWithoutExperiment, IssueSeverity.Error, "Source has no sequencing experiment"),
        new(ConflictingRows, IssueSeverity.Error, "Rows of one file disagree"),
        new(Ambiguous, IssueSeverity.Error, "Registered more than once"),
        new(FileIsASource, IssueSeverity.Error, "File is registered as a source"),
        new(BadHash, IssueSeverity.Error, "Hash cannot be trusted"),
        new(RaggedRow, IssueSeverity.Error, "Row is longer than the header"),
        new(DuplicateRow, IssueSeverity.Warning, "Duplicate row"),
        new(UnknownExtension, IssueSeverity.Warning, "Unknown file name ending"),
        new(ChangesRegisteredValue, IssueSeverity.Warning, "Changes a registered value"),
        new(SpecimenDiffersFromSource, IssueSeverity.Warning, "Source belongs to another biospecimen"),
    ];

    private static readonly Dictionary<string, IssueKind> ByCode = All.ToDictionary(k => k.Code, StringComparer.Ordinal);

    public static IssueKind Kind(string code) => ByCode[code];
}

/// <summary>One problem in one place. <see cref="Row"/> is the file's own row number, 0 for the whole file; <see cref="Column"/> is empty for a whole row.</summary>
public sealed record ManifestIssue
{
    public required int Row { get; init; }
    public required string Column { get; init; }
    public required string Code { get; init; }
    public required IssueSeverity Severity { get; init; }
    public string Value { get; init; } = "";
    public required string Message { get; init; }
    public string? Expected { get; init; }
    public string? Hint { get; init; }
}
